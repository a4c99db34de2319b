using System.Text.RegularExpressions;

namespace Osm.Descriptors.Rewriting.Charts.Templates;

/// <summary>Whether a part of a template is rendered with the chart's default values, as far as plain conditions on values tell.</summary>
internal static partial class DefaultConditions
{
    private const int MaxDepth = 16;

    /// <summary>Whether a condition around a place is certainly false.</summary>
    /// <param name="template">The template.</param>
    /// <param name="at">The place; in no named template.</param>
    /// <param name="truthOf">Whether the default of a value is true to a template, by its path in <c>.Values</c>; null where that is not known.</param>
    public static bool AreFalse(TemplateText template, int at, Func<string, bool?> truthOf)
    {
        var open = new Stack<(string Keyword, bool? IsTrue)>();
        foreach (var action in template.Actions.TakeWhile(action => action.Start < at))
        {
            if (action.OpensBlock)
            {
                // In a with or a range the dot is another: there only the root's values, $.Values, are what they seem.
                var isRoot = open.All(block => block.Keyword is not ("with" or "range"));
                open.Push((action.Keyword, action.Keyword is "if" or "with" ? Truth(template.Of(action), isRoot, truthOf) : null));
            }
            else if (action.Keyword == "else")
            {
                open.Push((open.Pop().Keyword, null));
            }
            else if (action.Keyword == "end")
            {
                open.Pop();
            }
        }

        return open.Any(block => block.IsTrue == false);
    }

    private static bool? Truth(ReadOnlySpan<char> action, bool isRoot, Func<string, bool?> truthOf)
    {
        var tokens = new Queue<string>();
        foreach (var match in Token().EnumerateMatches(action[2..^2].Trim("- \t\r\n")))
            tokens.Enqueue(action[2..^2].Trim("- \t\r\n").Slice(match.Index, match.Length).ToString());
        tokens.TryDequeue(out _);
        var truth = Pipeline(tokens, 0);
        return tokens.Count == 0 ? truth : null;

        // One word, or a function and what it is given; up to a bracket that closes.
        bool? Pipeline(Queue<string> rest, int depth)
        {
            if (depth > MaxDepth || !rest.TryPeek(out var first))
                return null;
            if (first is not ("and" or "or" or "not"))
                return Operand(rest, depth);
            rest.Dequeue();
            var given = new List<bool?>();
            while (rest.TryPeek(out var next) && next != ")")
                given.Add(Operand(rest, depth));
            return first switch
            {
                "not" => given is [var only] ? !only : null,
                "and" => given.Contains(false) ? false : given.Count == 0 || given.Contains(null) ? null : true,
                _ => given.Contains(true) ? true : given.Count == 0 || given.Contains(null) ? null : false,
            };
        }

        bool? Operand(Queue<string> rest, int depth)
        {
            var word = rest.Dequeue();
            if (word == "(")
            {
                var inside = Pipeline(rest, depth + 1);
                // What is left before the bracket was not understood.
                var isWhole = rest.TryDequeue(out var close) && close == ")";
                if (!isWhole)
                    rest.Enqueue("?");
                return isWhole ? inside : null;
            }

            return ValuePath().Match(word) is { Success: true } path && (isRoot || word[0] == '$') ? truthOf(path.Groups["path"].Value) : null;
        }
    }

    [GeneratedRegex("[()]|[^() \\t\\r\\n]+", RegexOptions.None, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("^\\$?\\.Values\\.(?<path>[A-Za-z0-9_.]+)$", RegexOptions.None, 1000)]
    private static partial Regex ValuePath();
}
