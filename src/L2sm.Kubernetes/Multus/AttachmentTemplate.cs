using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Multus;

/// <summary>How the CNI configuration of a network's attachments comes about.</summary>
public sealed class AttachmentTemplate
{
    /// <summary>In a template of the user's own: the network's name.</summary>
    public const string NetworkMark = "${network}";

    /// <summary>In a template of the user's own: the name of a bridge that is the network's alone, at most 15 characters.</summary>
    public const string BridgeMark = "${bridge}";

    private readonly Func<string, string> make;

    private AttachmentTemplate(string name, Func<string, string> make) => (Name, this.make) = (name, make);

    /// <summary>As it is configured.</summary>
    public string Name { get; }

    /// <summary>For the first L2S-M operator.</summary>
    public static AttachmentTemplate L2smV1 { get; } = new("l2sm-v1", _ => AttachmentConfig.L2smV1);

    /// <summary>A Linux bridge for each network, for plain Multus on one node.</summary>
    /// <param name="mtu">68 to 65,535 bytes; null leaves the plug-in's default.</param>
    public static AttachmentTemplate Bridge(int? mtu = null)
    {
        AttachmentConfig.Bridge("br", mtu); // a wrong MTU is told now
        return new AttachmentTemplate("bridge", network => AttachmentConfig.Bridge(BridgeOf(network), mtu));
    }

    /// <summary>The user's own: JSON in which <see cref="NetworkMark"/> and <see cref="BridgeMark"/> are replaced.</summary>
    /// <param name="name">As it is configured.</param>
    /// <param name="text">The JSON.</param>
    /// <exception cref="FormatException">It is no CNI configuration.</exception>
    public static AttachmentTemplate Custom(string name, string text)
    {
        string Fill(string network) => text.Replace(NetworkMark, network, StringComparison.Ordinal).Replace(BridgeMark, BridgeOf(network), StringComparison.Ordinal);
        try
        {
            using var config = JsonDocument.Parse(Fill("network"));
            var root = config.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !HasText(root, "cniVersion") || !(HasText(root, "type") || root.TryGetProperty("plugins", out _)))
                throw new FormatException($"the template '{name}' is no CNI configuration: an object with cniVersion, and with type or plugins");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the template '{name}' is no JSON: {e.Message}", e);
        }
        return new AttachmentTemplate(name, Fill);
    }

    /// <summary>The configuration for a network.</summary>
    public string ConfigOf(string network) => make(network);

    /// <summary>A bridge's name that is this network's alone, as far as 48 bits of a hash go.</summary>
    public static string BridgeOf(string network) => $"l2-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(network)).AsSpan(0, 6))}";

    private static bool HasText(JsonElement element, string key) => element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String;
}
