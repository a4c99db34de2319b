using System.Buffers;

namespace Osm.Descriptors.Reading;

/// <summary>What OSM makes of a value's text: PyYAML first, then its model's classes.</summary>
internal static class ScalarValue
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF_");
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789_.:");

    /// <summary>True, false, or null where it is no boolean. In quotes OSM takes fewer words than without.</summary>
    public static bool? AsBoolean(YamlScalar scalar) => scalar.Value switch
    {
        "true" or "True" or "1" => true,
        "false" or "False" or "0" => false,
        "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" when scalar.IsPlain => true,
        "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" when scalar.IsPlain => false,
        _ => null,
    };

    /// <summary>Whether PyYAML makes a text of it, and not a number, a boolean, a date or nothing.</summary>
    public static bool IsText(YamlScalar scalar) =>
        !scalar.IsPlain || !(scalar.IsNull || IsBooleanWord(scalar.Value) || IsDate(scalar.Value) || IsNumber(scalar.Value));

    private static bool IsBooleanWord(string text) =>
        text is "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON"
            or "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF";

    private static bool IsDate(string text) =>
        text.Length == 10 && text[4] == '-' && text[7] == '-' && text.Where((_, index) => index is not (4 or 7)).All(char.IsAsciiDigit);

    // Whole numbers in four bases, parts of an hour as 1:30, fractions with or without an exponent.
    private static bool IsNumber(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        if (text.Length - digits.Length > 1 || digits.IsEmpty || !(char.IsAsciiDigit(digits[0]) || (digits[0] == '.' && digits.Length > 1)))
            return false;
        if (digits.StartsWith("0x"))
            return digits.Length > 2 && digits[2..].IndexOfAnyExcept(HexDigits) < 0;
        if (digits.StartsWith("0b"))
            return digits.Length > 2 && digits[2..].IndexOfAnyExcept("01_") < 0;
        var end = digits.IndexOfAny('e', 'E');
        var exponent = end < 0 ? default : digits[(end + 1)..];
        var mantissa = end < 0 ? digits : digits[..end];
        var isExponent = end < 0 || (exponent.Length > 1 && exponent[0] is '+' or '-' && exponent[1..].IndexOfAnyExceptInRange('0', '9') < 0);
        return isExponent && mantissa.IndexOfAnyExcept(OfNumbers) < 0 && mantissa.Count('.') <= 1 && (end < 0 || mantissa.Contains('.'));
    }
}
