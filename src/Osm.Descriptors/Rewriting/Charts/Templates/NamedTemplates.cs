using System.Text.RegularExpressions;

namespace Osm.Descriptors.Rewriting.Charts.Templates;

/// <summary>What the named templates of a chart and of all charts in it may render, without rendering them.</summary>
internal sealed partial class NamedTemplates
{
    private readonly Dictionary<string, List<string>> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Traits> _traits = new(StringComparer.Ordinal);

    public NamedTemplates(IEnumerable<TemplateText> templates)
    {
        foreach (var template in templates)
        {
            foreach (var definition in template.Definitions)
            {
                if (!_texts.TryGetValue(definition.Name, out var texts))
                    _texts[definition.Name] = texts = [];
                texts.Add(template.Text[definition.Start..definition.End]);
            }
        }
    }

    [Flags]
    private enum Traits
    {
        None = 0,
        Workloads = 1,
        Unknown = 2,
        HostNetworkOrHook = 4,
        Multus = 8,
    }

    /// <summary>Whether what this text takes in may be a whole workload.</summary>
    /// <param name="text">A document of a template.</param>
    /// <param name="isObject">Whether the text has a kind of its own: then it is an object, and what values put into it is a part of that.</param>
    public bool MayMakeWorkloads(string text, bool isObject)
    {
        var traits = TraitsOfCalls(text);
        return traits.HasFlag(Traits.Workloads) || (!isObject && (traits.HasFlag(Traits.Unknown) || Written().IsMatch(text)));
    }

    /// <summary>Whether what this text takes in may say that a pod is on its node's network, or that an object is a hook.</summary>
    public bool MaySayHostNetworkOrHook(string text) => TraitsOfCalls(text).HasFlag(Traits.HostNetworkOrHook);

    /// <summary>Whether what this text takes in may be a list for Multus.</summary>
    public bool MayListForMultus(string text) => TraitsOfCalls(text).HasFlag(Traits.Multus);

    private Traits TraitsOfCalls(string text)
    {
        var traits = Computed().IsMatch(text) ? Traits.Unknown : Traits.None;
        foreach (var call in Called().EnumerateMatches(text))
            traits |= TraitsOf(text.Substring(call.Index, call.Length).Split('"', '`')[1]);
        return traits;
    }

    private Traits TraitsOf(string name)
    {
        if (_traits.TryGetValue(name, out var known))
            return known;
        if (!_texts.TryGetValue(name, out var texts))
            return Traits.Unknown;
        // For a template that comes to itself.
        _traits[name] = Traits.None;
        var traits = Traits.None;
        foreach (var text in texts)
        {
            var calls = TraitsOfCalls(text);
            if (WorkloadKinds.AreNamedIn(text))
                traits |= Traits.Workloads;
            // An object of its own: what values put into it is a part of that.
            traits |= AnyKind().IsMatch(text) ? calls & ~Traits.Unknown : MadeOfData().IsMatch(text) ? calls | Traits.Unknown : calls;
            if (HostNetworkOrHook().IsMatch(text))
                traits |= Traits.HostNetworkOrHook;
            if (text.Contains(AnnotationKeys.Multus, StringComparison.Ordinal))
                traits |= Traits.Multus;
        }

        return _traits[name] = traits;
    }

    [GeneratedRegex("\\b(?:include|template)[ \\t\\r\\n]+[\"`][^\"`]*[\"`]", RegexOptions.None, 5000)]
    private static partial Regex Called();

    [GeneratedRegex("\\{\\{[^}]*\\btpl\\b|\\b(?:include|template)[ \\t\\r\\n]+[^\"` \\t\\r\\n]", RegexOptions.None, 5000)]
    private static partial Regex Computed();

    // An action that writes something, be it a value as it stands: no block, no assignment, no call of a named template.
    [GeneratedRegex(
        "\\{\\{(?>-?[ \\t\\r\\n]*)(?!/\\*|\\$\\w*[ \\t]*:?=|\\$\\w*,|(?:if|else|end|with|range|define|block|include|template|fail|break|continue)\\b)[^} \\t\\r\\n]", RegexOptions.None, 5000)]
    private static partial Regex Written();

    [GeneratedRegex("\\bto\\w*(?:Yaml|YAML|Json)\\w*|\\.Files\\b", RegexOptions.None, 5000)]
    private static partial Regex MadeOfData();

    [GeneratedRegex("^[ \\t]*kind[ \\t]*:", RegexOptions.Multiline, 5000)]
    private static partial Regex AnyKind();

    [GeneratedRegex("hostNetwork|helm\\.sh/hook", RegexOptions.None, 5000)]
    private static partial Regex HostNetworkOrHook();
}
