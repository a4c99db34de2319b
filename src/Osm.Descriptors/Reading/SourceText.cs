using System.Text;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Reading;

/// <summary>The text of a file, decoded.</summary>
/// <param name="File">As the user named it.</param>
/// <param name="Text">Without byte order mark; line ends as they are.</param>
public sealed record SourceText(string File, string Text)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes UTF-8, with or without byte order mark.</summary>
    /// <returns>Null if it is too large or not UTF-8; the finding tells where.</returns>
    public static SourceText? Decode(string file, ReadOnlySpan<byte> bytes, YamlLimits limits, FindingList findings)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(findings);
        if (bytes.Length > limits.MaxBytes)
        {
            findings.Add(
                RuleCatalogue.YamlTooLarge,
                SourcePosition.WholeFile(file),
                $"the file has {bytes.Length} bytes; a descriptor may have {limits.MaxBytes}",
                "is it the right file? A descriptor refers to charts and images and contains none");
            return null;
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        try
        {
            return new SourceText(file, StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException broken)
        {
            findings.Add(
                RuleCatalogue.YamlSyntax,
                PlaceOf(file, bytes, broken.Index),
                "the bytes here are not UTF-8",
                "save the file as UTF-8");
            return null;
        }
    }

    private static SourcePosition PlaceOf(string file, ReadOnlySpan<byte> bytes, int index)
    {
        var before = bytes[..Math.Clamp(index, 0, bytes.Length)];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        // All before the broken byte decodes; the lenient decoder is for an index that is off by some bytes.
        return new SourcePosition(file, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }
}
