using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>Who may what, from the roles and bindings that the server holds.</summary>
internal sealed class Rbac(ObjectStore store)
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <exception cref="ApiError">403: no role allows it.</exception>
    public void Check(string? user, ApiRequest request)
    {
        if (user is null || RulesOf(user, request.Namespace).Any(rule => Allows(rule, request))) return;
        var resource = request.Subresource is null ? request.Resource : $"{request.Resource}/{request.Subresource}";
        throw new ApiError(403, "Forbidden",
            $"{resource}{(request.Group.Length == 0 ? "" : $".{request.Group}")}{(request.Name is null ? "" : $" \"{request.Name}\"")} is forbidden: User \"{user}\" cannot {request.Verb} resource \"{resource}\" in API group \"{request.Group}\"" +
            (request.Namespace is null ? " at the cluster scope" : $" in the namespace \"{request.Namespace}\""));
    }

    private IEnumerable<JsonNode> RulesOf(string user, string? place)
    {
        var everywhere = Bound(store.All($"clusterrolebindings.{Group}"), user);
        var here = place is null ? [] : Bound(store.All($"rolebindings.{Group}").Where(binding => binding.Document.Namespace() == place), user);
        foreach (var binding in everywhere.Concat(here))
        {
            var (kind, name) = (binding["roleRef"]!["kind"]!.GetValue<string>(), binding["roleRef"]!["name"]!.GetValue<string>());
            var role = kind == "Role"
                ? store.All($"roles.{Group}").FirstOrDefault(one => one.Document.Namespace() == binding.Namespace() && one.Document.Name() == name)
                : store.All($"clusterroles.{Group}").FirstOrDefault(one => one.Document.Name() == name);
            foreach (var rule in role?.Document["rules"] as JsonArray ?? []) yield return rule!;
        }
    }

    private static IEnumerable<JsonObject> Bound(IEnumerable<StoredObject> bindings, string user) =>
        bindings.Select(binding => binding.Document).Where(binding => (binding["subjects"] as JsonArray ?? []).Any(subject => IsUser(subject!, user)));

    private static bool IsUser(JsonNode subject, string user) => subject["kind"]!.GetValue<string>() switch
    {
        "ServiceAccount" => user == $"system:serviceaccount:{subject["namespace"]}:{subject["name"]}",
        "User" => user == subject["name"]!.GetValue<string>(),
        "Group" => subject["name"]!.GetValue<string>() is "system:authenticated",
        _ => false,
    };

    private static bool Allows(JsonNode rule, ApiRequest request) =>
        Has(rule["apiGroups"], request.Group) && Has(rule["verbs"], request.Verb) && Has(rule["resources"], request.Rule.Resource)
        && (rule["resourceNames"] is not JsonArray { Count: > 0 } names || names.Any(name => name!.GetValue<string>() == request.Name));

    private static bool Has(JsonNode? list, string value) => list is JsonArray values && values.Any(one => one!.GetValue<string>() is var text && (text == "*" || text == value));
}
