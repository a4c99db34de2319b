namespace Osm.Descriptors.Rewriting.Charts.Templates;

/// <summary>What stands between <c>{{</c> and <c>}}</c> in a chart's template, these included.</summary>
/// <param name="Start">Of its <c>{{</c>.</param>
/// <param name="End">After its <c>}}</c>.</param>
/// <param name="TrimsLeft">Whether it takes the white space before it away (<c>{{-</c>).</param>
/// <param name="TrimsRight">Whether it takes the white space after it away (<c>-}}</c>).</param>
/// <param name="Keyword">Its first word, such as <c>if</c>, <c>end</c>, <c>include</c>; empty where it begins otherwise; <c>/*</c> for a comment.</param>
internal readonly record struct TemplateAction(int Start, int End, bool TrimsLeft, bool TrimsRight, string Keyword)
{
    private const string Comment = "/*";

    public bool OpensBlock => Keyword is "if" or "with" or "range" or "define" or "block";

    /// <summary>Reads the action that begins here, as <c>text/template</c> does.</summary>
    /// <returns>Null if it does not end.</returns>
    public static TemplateAction? At(string text, int start)
    {
        var at = start + 2;
        var trimsLeft = at + 1 < text.Length && text[at] == '-' && IsSpace(text[at + 1]);
        if (trimsLeft)
            at += 2;
        if (string.CompareOrdinal(text, at, Comment, 0, 2) == 0 || (trimsLeft && StartsWithComment(text, ref at)))
        {
            var close = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
            return close < 0 ? null : Ending(text, start, close + 2, trimsLeft, Comment);
        }

        while (at < text.Length && IsSpace(text[at]))
            at++;
        var word = at;
        while (at < text.Length && char.IsAsciiLetterLower(text[at]))
            at++;
        return Ending(text, start, at, trimsLeft, text[word..at]);
    }

    public static bool IsSpace(char character) => character is ' ' or '\t' or '\r' or '\n';

    private static bool StartsWithComment(string text, ref int at)
    {
        var next = at;
        while (next < text.Length && IsSpace(text[next]))
            next++;
        if (string.CompareOrdinal(text, next, Comment, 0, 2) != 0)
            return false;
        at = next;
        return true;
    }

    private static TemplateAction? Ending(string text, int start, int at, bool trimsLeft, string keyword)
    {
        while (at < text.Length)
        {
            switch (text[at])
            {
                case '"' or '\'' or '`':
                    at = AfterQuote(text, at);
                    break;
                case '}' when at + 1 < text.Length && text[at + 1] == '}':
                    return new TemplateAction(start, at + 2, trimsLeft, text[at - 1] == '-' && IsSpace(text[at - 2]), keyword);
                default:
                    at++;
                    break;
            }
        }

        return null;
    }

    private static int AfterQuote(string text, int at)
    {
        var quote = text[at++];
        while (at < text.Length && text[at] != quote)
            at += text[at] == '\\' && quote != '`' ? 2 : 1;
        return at + 1;
    }
}
