using System.Buffers;

namespace Osm.Descriptors.Reading;

/// <summary>How a value is written in YAML.</summary>
public static class ScalarText
{
    // What needs no thought in a plain scalar, wherever it stands: in a flow list too.
    private static readonly SearchValues<char> Harmless =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:");

    private static readonly SearchValues<char> Quotable =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./: ,;()[]{}+*&%#@!?=<>|~^$");

    /// <summary>A value as text in the quotes of the one that it replaces.</summary>
    /// <param name="written">What stands there now, quotes included.</param>
    /// <param name="value">What that means.</param>
    /// <param name="replacement">What it is to mean.</param>
    /// <returns>Null where one of them is more than a simple word.</returns>
    public static string? Like(string written, string value, string replacement)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(replacement);
        if (replacement.Length == 0 || replacement.AsSpan().ContainsAnyExcept(Quotable))
            return null;
        if (written == value)
            return IsPlain(replacement) ? replacement : $"'{replacement}'";
        if (written == $"'{value}'")
            return $"'{replacement}'";
        return written == $"\"{value}\"" ? $"\"{replacement}\"" : null;
    }

    private static bool IsPlain(string value) =>
        char.IsAsciiLetterOrDigit(value[0]) && !value.EndsWith(':') && !value.AsSpan().ContainsAnyExcept(Harmless);
}
