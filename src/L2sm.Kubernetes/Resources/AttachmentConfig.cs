using System.Text.Json;

namespace L2sm.Kubernetes.Resources;

/// <summary>
/// The CNI configuration in a NetworkAttachmentDefinition (its <c>spec.config</c>, Network Plumbing WG's specification §3.3), and the two
/// templates that every installation has.
/// </summary>
public static class AttachmentConfig
{
    /// <summary>
    /// Template <c>l2sm-v1</c>: for the first L2S-M operator, which takes an attachment for its own where it finds this text, byte for byte,
    /// blank included.
    /// </summary>
    public const string L2smV1Mark = "\"device\": \"l2sm-vNet\"";

    /// <summary>Template <c>l2sm-v1</c>.</summary>
    public const string L2smV1 = $$"""
        {
          "cniVersion": "0.3.0",
          "type": "host-device",
          {{L2smV1Mark}}
        }
        """;

    /// <summary>Template <c>bridge</c>: one Linux bridge per network, for plain Multus on one node.</summary>
    /// <param name="bridge">The bridge: an interface name of 1 to 15 characters without '/' and blanks (IFNAMSIZ).</param>
    /// <param name="mtu">68 to 65,535 bytes; null leaves the plug-in's default.</param>
    /// <exception cref="ArgumentException">The name cannot be an interface's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The MTU cannot be one.</exception>
    public static string Bridge(string bridge, int? mtu = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(bridge);
        if (bridge.Length > 15 || bridge is "." or ".." || bridge.Any(c => c is '/' or ':' || char.IsWhiteSpace(c) || c > 126))
            throw new ArgumentException($"'{bridge}' cannot be the name of a network interface: 1 to 15 characters, no '/', ':' or blanks", nameof(bridge));
        if (mtu is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 68);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(given, 65_535);
        }
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("cniVersion", "0.3.1");
            json.WriteString("type", "bridge");
            json.WriteString("bridge", bridge);
            if (mtu is { } bytes) json.WriteNumber("mtu", bytes);
            json.WriteStartObject("ipam");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Whether the first L2S-M operator would take an attachment with this configuration for its own.</summary>
    public static bool IsL2smV1(string config) => config.Contains(L2smV1Mark, StringComparison.Ordinal);
}
