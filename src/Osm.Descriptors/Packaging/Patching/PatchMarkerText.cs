using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Rewriting.Bundles;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>The marker as JSON.</summary>
internal static class PatchMarkerText
{
    private const int Format = 1;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(PatchMarker marker) => [.. Write(marker, Options), (byte)'\n'];

    /// <summary>On one line, for a comment.</summary>
    public static byte[] WriteLine(PatchMarker marker) => Write(marker, Options with { Indented = false });

    private static byte[] Write(PatchMarker marker, JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteString("about", "osm-l2sm patched this; 'osm-l2sm unpatch' takes it back with what stands here");
            json.WriteNumber("format", Format);
            json.WriteString("tool", marker.Tool);
            json.WriteString("digest", marker.Digest);
            WriteMapping(json, marker.Mapping);
            json.WriteStartObject("files");
            foreach (var (path, file) in marker.Files)
                WriteFile(json, path, file);
            json.WriteEndObject();
            json.WriteStartObject("listed");
            foreach (var (member, hash) in marker.Listed)
                json.WriteString(member, hash);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="ImageRefusedException">It is not one, or of a later version.</exception>
    public static PatchMarker Read(ReadOnlyMemory<byte> bytes, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (root.GetProperty("format").GetInt32() != Format)
                throw new ImageRefusedException($"'{path}' was written by osm-l2sm {root.GetProperty("tool").GetString()} in a form that this version does not know", "use that version");
            return new PatchMarker(
                TextOf(root, "tool"), ReadMapping(root.GetProperty("mapping")), TextOf(root, "digest"),
                root.GetProperty("files").EnumerateObject().ToImmutableSortedDictionary(file => file.Name, file => ReadFile(file.Value), StringComparer.Ordinal),
                root.GetProperty("listed").EnumerateObject().ToImmutableSortedDictionary(file => file.Name, file => file.Value.GetString() ?? "", StringComparer.Ordinal));
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ImageRefusedException($"'{path}' is damaged: {broken.Message}", "take the chart as it was before it was patched");
        }
    }

    private static void WriteMapping(Utf8JsonWriter json, PatchMapping mapping)
    {
        json.WriteStartObject("mapping");
        if (mapping.Dialect is { } dialect)
            json.WriteString("dialect", dialect == AnnotationDialect.Multus ? "multus" : "l2sm");
        json.WriteStartObject("attach");
        foreach (var net in mapping.Networks)
        {
            json.WriteStartArray(net.NetId);
            foreach (var workload in net.Workloads)
                json.WriteStringValue(workload.Address is { } address ? $"{workload.Workload}@{address}" : workload.Workload);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStartObject("replace-multus");
        foreach (var replacement in mapping.Replacements)
            json.WriteString(replacement.Attachment, replacement.NetId);
        json.WriteEndObject();
        WriteCharmOptions(json, mapping.CharmOptions);
        if (mapping.NsName is { } name)
            json.WriteString("ns-name", name);
        json.WriteEndObject();
    }

    private static void WriteCharmOptions(Utf8JsonWriter json, ImmutableArray<CharmOption> options)
    {
        if (options.IsEmpty)
            return;
        json.WriteStartObject("charm-options");
        foreach (var application in options.GroupBy(option => option.Application, StringComparer.Ordinal))
        {
            json.WriteStartObject(application.Key);
            foreach (var option in application)
            {
                json.WriteStartObject(option.Option);
                json.WriteStartArray("nets");
                foreach (var net in option.Nets)
                    json.WriteStringValue(net);
                json.WriteEndArray();
                json.WriteString("as", option.Form.ToString().ToLowerInvariant());
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static IEnumerable<CharmOption> ReadCharmOptions(JsonElement options) =>
        from application in options.EnumerateObject()
        from option in application.Value.EnumerateObject()
        select new CharmOption(
            application.Name, option.Name, [.. option.Value.GetProperty("nets").EnumerateArray().Select(net => net.GetString() ?? "")],
            CharmOption.Forms[TextOf(option.Value, "as")]);

    private static PatchMapping ReadMapping(JsonElement mapping) => new(
        mapping.TryGetProperty("dialect", out var dialect) ? dialect.GetString() == "multus" ? AnnotationDialect.Multus : AnnotationDialect.L2sm : null,
        [
            .. mapping.GetProperty("attach").EnumerateObject().Select(net => new NetworkWish(
                net.Name, [.. net.Value.EnumerateArray().Select(workload => WorkloadText.Parse(workload.GetString() ?? ""))])),
        ],
        [.. mapping.GetProperty("replace-multus").EnumerateObject().Select(entry => new MultusReplacement(entry.Name, entry.Value.GetString() ?? ""))])
    {
        CharmOptions = mapping.TryGetProperty("charm-options", out var options) ? [.. ReadCharmOptions(options)] : [],
        NsName = mapping.TryGetProperty("ns-name", out var name) ? name.GetString() : null,
    };

    private static void WriteFile(Utf8JsonWriter json, string path, PatchedFile file)
    {
        json.WriteStartObject(path);
        json.WriteString("xxh128", file.Digest);
        if (file.Delta is { } delta)
        {
            json.WriteStartArray("back");
            foreach (var hunk in delta.Hunks)
            {
                json.WriteStartObject();
                json.WriteNumber("line", hunk.Line + 1);
                json.WriteString("patched", hunk.Patched);
                json.WriteString("original", hunk.Original);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static PatchedFile ReadFile(JsonElement file) => new(
        TextOf(file, "xxh128"),
        file.TryGetProperty("back", out var back)
            ? new LineDelta([.. back.EnumerateArray().Select(hunk => new DeltaHunk(hunk.GetProperty("line").GetInt32() - 1, TextOf(hunk, "patched"), TextOf(hunk, "original")))])
            : null);

    private static string TextOf(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
