using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>Label and field selectors.</summary>
internal sealed partial class Selector
{
    private readonly List<Predicate<JsonObject>> terms = [];

    public bool Matches(JsonObject document) => terms.TrueForAll(term => term(document));

    /// <exception cref="ApiError">400: it makes no sense.</exception>
    public static Selector Parse(KindInfo kind, HttpRequest request)
    {
        var selector = new Selector();
        if (request.Query["labelSelector"].ToString() is { Length: > 0 } labels)
            foreach (var term in Commas().Split(labels)) selector.terms.Add(Label(term.Trim()));
        if (request.Query["fieldSelector"].ToString() is { Length: > 0 } fields)
            foreach (var term in fields.Split(',')) selector.terms.Add(Field(kind, term.Trim()));
        return selector;
    }

    private static Predicate<JsonObject> Label(string term)
    {
        if (InSet().Match(term) is { Success: true } set)
        {
            var values = set.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries);
            var isIn = set.Groups["op"].Value == "in";
            var key = set.Groups["key"].Value;
            return document => LabelOf(document, key) is { } value ? values.Contains(value) == isIn : !isIn;
        }
        if (Equality().Match(term) is { Success: true } equal)
        {
            var (key, value) = (equal.Groups["key"].Value, equal.Groups["value"].Value);
            var isEqual = equal.Groups["op"].Value != "!=";
            return document => LabelOf(document, key) == value == isEqual;
        }
        return term.StartsWith('!') ? document => LabelOf(document, term[1..]) is null : document => LabelOf(document, term) is not null;
    }

    private static Predicate<JsonObject> Field(KindInfo kind, string term)
    {
        if (Equality().Match(term) is not { Success: true } equal) throw ApiError.BadRequest($"invalid field selector: {term}");
        var (key, value, isEqual) = (equal.Groups["key"].Value, equal.Groups["value"].Value, equal.Groups["op"].Value != "!=");
        var isKnown = key is "metadata.name" or "metadata.namespace" || kind.Plural == "pods" && key is "spec.nodeName" or "status.phase" or "spec.restartPolicy";
        if (!isKnown) throw ApiError.BadRequest($"field label not supported: {key}");
        return document => (key.Split('.').Aggregate((JsonNode?)document, (at, name) => at?[name])?.GetValue<string>() ?? "") == value == isEqual;
    }

    private static string? LabelOf(JsonObject document, string key) => document.Meta()["labels"]?[key]?.GetValue<string>();

    [GeneratedRegex(@",(?![^(]*\))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Commas();

    [GeneratedRegex(@"^(?<key>\S+)\s+(?<op>in|notin)\s+\((?<values>[^)]*)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InSet();

    [GeneratedRegex(@"^(?<key>[^=!]+)(?<op>==|=|!=)(?<value>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Equality();
}
