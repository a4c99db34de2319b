using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Osm.Descriptors.Model;
using Osm.Descriptors.Model.Schema;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Values that are not of their leaf's type. OSM refuses them, but for texts, and takes numbers and booleans in quotes too.</summary>
internal static class ModelValues
{
    public static void Check(SourceText source, YamlScalar scalar, SchemaNode node, FindingList findings)
    {
        var type = node.Type!;
        var fault = type.Kind switch
        {
            LeafKind.Boolean => ScalarValue.AsBoolean(scalar) is null ? "write true or false" : null,
            LeafKind.Integer => Integer(scalar.Value, type),
            LeafKind.Decimal => decimal.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "write a number",
            LeafKind.Enumeration => OneOf(scalar.Value, type),
            LeafKind.Identity => OneOf(WithoutPrefix(scalar.Value, type), type),
            LeafKind.Address => ParseAddress(scalar.Value) is null ? "write one IP address, without a prefix length" : null,
            LeafKind.Text when scalar.Value.Length < type.Low || scalar.Value.Length > type.High => $"write {type.Low} to {type.High} characters",
            _ => null,
        };
        if (fault is null)
            return;
        var meant = type.Values.Length == 0 ? null : Nearest.Of(scalar.Value, type.Values);
        findings.Add(
            RuleCatalogue.WrongValue, scalar.Position, $"'{node.Name}' is '{scalar.Value}', which is not {Expected(type)}",
            meant is null ? fault : $"did you mean '{meant}'?",
            fix: meant is not null && Nearest.IsSpelling(scalar.Value, meant)
                ? Fix.Replace(source, new Located<string>(scalar.Value, scalar.Position, scalar.Span), meant, $"write '{meant}'")
                : null);
    }

    /// <summary>A key with nothing behind it. OSM takes it for a text in some leaves and refuses it in the others.</summary>
    public static void ReportEmpty(YamlScalar place, SchemaNode node, FindingList findings)
    {
        if (node.Type!.Kind is LeafKind.Text or LeafKind.Reference)
            findings.Add(
                RuleCatalogue.WrongKind, place.Position,
                $"'{node.Name}' has no value", "write one, or remove the key", Severity.Warning);
        else
            findings.Add(
                RuleCatalogue.WrongValue, place.Position,
                $"'{node.Name}' has no value where {Expected(node.Type)} belongs", "write one, or remove the key");
    }

    /// <summary>An address, written as everybody means it: the framework also reads '10.1', '0x0a000001' and '010.0.0.1'.</summary>
    public static IPAddress? ParseAddress(string text) =>
        IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.AsSpan().ContainsAny('%', '[') : address.ToString() == text)
            ? address
            : null;

    private static string? Integer(string text, LeafType type)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var isNumber = digits.StartsWith("0x", StringComparison.Ordinal)
            ? Int128.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            : Int128.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        if (!isNumber)
            return "write a whole number";
        return value < type.Low || value > type.High ? $"write a number from {type.Low} to {type.High}" : null;
    }

    private static string? OneOf(string value, LeafType type) =>
        Array.IndexOf(type.Values, value) < 0 ? $"write one of {string.Join(", ", type.Values)}" : null;

    private static string WithoutPrefix(string value, LeafType type) =>
        value.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && Array.IndexOf(type.Prefixes, value[..colon]) >= 0 ? value[(colon + 1)..] : value;

    private static string Expected(LeafType type) => type.Kind switch
    {
        LeafKind.Boolean => "a boolean",
        LeafKind.Integer => $"a whole number from {type.Low} to {type.High}",
        LeafKind.Decimal => "a number",
        LeafKind.Address => "an IP address",
        LeafKind.Text => $"a text of {type.Low} to {type.High} characters",
        _ => $"one of {string.Join(", ", type.Values)}",
    };
}
