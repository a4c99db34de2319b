using Microsoft.AspNetCore.Http;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>What a call to an API server is about, in the words of RBAC.</summary>
public sealed record ApiRequest(string Verb, string Group, string Version, string Resource, string? Namespace, string? Name, string? Subresource)
{
    /// <summary>Reads a request; null if it is about no resource.</summary>
    public static ApiRequest? Parse(HttpRequest request)
    {
        var parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        int at;
        string group, version;
        switch (parts)
        {
            case ["api", var v, ..]: (group, version, at) = ("", v, 2); break;
            case ["apis", var g, var v, ..]: (group, version, at) = (g, v, 3); break;
            default: return null;
        }
        string? place = null;
        // "namespaces" is a kind of its own, and the way to all that live in one.
        if (parts.Length > at + 2 && parts[at] == "namespaces" && parts[at + 2] is not ("status" or "finalize")) (place, at) = (parts[at + 1], at + 2);
        if (parts.Length <= at || parts.Length > at + 3) return null;
        var name = parts.ElementAtOrDefault(at + 1);
        var isWatch = request.Query["watch"].ToString() is "1" or "true";
        var verb = request.Method switch
        {
            "GET" => isWatch ? "watch" : name is null ? "list" : "get",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => name is null ? "deletecollection" : "delete",
            _ => "",
        };
        return verb.Length == 0 ? null : new ApiRequest(verb, group, version, parts[at], place, name, parts.ElementAtOrDefault(at + 2));
    }

    /// <summary>The rule of a Role that allows it, without the name.</summary>
    public (string Group, string Resource, string Verb) Rule => (Group, Subresource is null ? Resource : $"{Resource}/{Subresource}", Verb);
}
