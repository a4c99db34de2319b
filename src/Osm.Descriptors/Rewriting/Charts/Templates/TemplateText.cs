using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Osm.Descriptors.Rewriting.Charts.Templates;

/// <summary>A template of a chart, taken apart as far as one must know to change it.</summary>
/// <param name="Text">All of it; one character a byte, so that every byte comes out as it went in.</param>
/// <param name="Actions">In order.</param>
/// <param name="Nests">For each action, the block that what follows it is in; 0 is none. Branches of one block have different numbers.</param>
/// <param name="Definitions">The named templates in it, in order.</param>
internal sealed partial record TemplateText(
    string Text, ImmutableArray<TemplateAction> Actions, ImmutableArray<int> Nests, ImmutableArray<TemplateDefinition> Definitions)
{
    /// <summary>Takes a text apart.</summary>
    /// <returns>Null if it is no template: an action or a block does not end.</returns>
    public static TemplateText? Read(string text)
    {
        var actions = ImmutableArray.CreateBuilder<TemplateAction>();
        var nests = ImmutableArray.CreateBuilder<int>();
        var definitions = ImmutableArray.CreateBuilder<TemplateDefinition>();
        var open = new Stack<(int Nest, TemplateAction Action)>();
        var last = 0;
        for (var at = text.IndexOf("{{", StringComparison.Ordinal); at >= 0; at = text.IndexOf("{{", at, StringComparison.Ordinal))
        {
            if (TemplateAction.At(text, at) is not { } action)
                return null;
            at = action.End;
            actions.Add(action);
            if (action.OpensBlock)
            {
                open.Push((++last, action));
            }
            else if (action.Keyword is "else" or "end")
            {
                if (!open.TryPop(out var block))
                    return null;
                if (action.Keyword == "else")
                    open.Push((++last, block.Action));
                else if (block.Action.Keyword == "define" && open.Count == 0)
                    definitions.Add(new TemplateDefinition(NameIn(text, block.Action), block.Action, action));
            }

            nests.Add(open.TryPeek(out var inner) ? inner.Nest : 0);
        }

        return open.Count == 0 ? new TemplateText(text, actions.ToImmutable(), nests.ToImmutable(), definitions.ToImmutable()) : null;
    }

    /// <summary>The text of an action.</summary>
    public ReadOnlySpan<char> Of(TemplateAction action) => Text.AsSpan(action.Start, action.End - action.Start);

    /// <summary>Whether a place is in one of the named templates.</summary>
    public bool IsInDefinition(int at) => Definitions.Any(definition => definition.Start <= at && at < definition.End);

    /// <summary>Whether anything stands outside its named templates that could render to something.</summary>
    public bool HasBody
    {
        get
        {
            var at = 0;
            foreach (var action in Actions)
            {
                if (IsInDefinition(action.Start))
                {
                    at = action.End;
                    continue;
                }

                if (!IsBlank(at, action.Start) || action.Keyword != "/*")
                    return true;
                at = action.End;
            }

            return !IsBlank(at, Text.Length);
        }
    }

    private bool IsBlank(int start, int end) => IsInDefinition(start) || Text.AsSpan(start, end - start).Trim(" \t\r\n").IsEmpty;

    private static string NameIn(string text, TemplateAction action) =>
        Quoted().Match(text, action.Start, action.End - action.Start) is { Success: true } match ? match.Groups["name"].Value : "";

    [GeneratedRegex("[\"`](?<name>[^\"`]*)[\"`]", RegexOptions.None, 1000)]
    private static partial Regex Quoted();
}

/// <summary>A named template at the outermost level of a file.</summary>
internal sealed record TemplateDefinition(string Name, TemplateAction Opening, TemplateAction Closing)
{
    public int Start => Opening.Start;

    public int End => Closing.End;
}
