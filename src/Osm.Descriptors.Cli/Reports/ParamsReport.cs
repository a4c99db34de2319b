using System.Collections.Immutable;
using Osm.Descriptors.Instantiation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>What <c>params</c> tells people and programs besides the document for <c>--config</c>.</summary>
internal static class ParamsReport
{
    /// <summary>A table of the networks, the document, and the command that it is for.</summary>
    public static void WriteHuman(NsInstance ns, ConfigDocument config, TextWriter output)
    {
        string[] head = ["virtual link", "in RO", "in the cluster", "for"];
        string[][] rows = [head, .. ns.Networks.Select(network => Row(ns, network))];
        var widths = Enumerable.Range(0, head.Length - 1).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Concat(row.Select((cell, column) => column < widths.Length ? cell.PadRight(widths[column] + 2) : cell)).TrimEnd());

        output.WriteLine();
        if (config.Content.Count == 0)
        {
            output.WriteLine("It needs no --config.");
            output.WriteLine();
        }
        else
        {
            output.Write(YamlText.Of(config.Content));
            output.WriteLine();
            output.WriteLine("Piped, this command prints the document alone: --config \"$(osm-l2sm params ...)\".");
        }

        output.WriteLine($"osm ns-create --ns_name {Quoted(ns.Request.NsName)} --nsd_name {Quoted(ns.NsdId)} --vim_account <account>"
            + (config.Content.Count == 0 ? "" : " --config <document>"));
    }

    /// <summary>Everything, for programs. Keys are only ever added.</summary>
    public static void WriteJson(NsInstance ns, ConfigDocument config, ImmutableArray<Remark> remarks, TextWriter output) =>
        JsonText.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteString("nsName", ns.Request.NsName);
            json.WriteString("nsd", ns.NsdId);
            if (ns.Request.Namespace is { } space)
                json.WriteString("namespace", space);
            json.Objects("networks", ns.Networks, network =>
            {
                json.WriteString("link", network.LinkId);
                if (network.Member is { } member)
                    json.WriteString("member", member);
                json.WriteString("kind", network.Kind.ToString().ToLowerInvariant());
                json.WriteString("netName", network.NetName);
                json.WriteString("name", network.Name);
                if (network.Addresses?.Cidr is { } cidr)
                    json.WriteString("cidr", cidr);
                if (network.Addresses?.Gateway is { } gateway)
                    json.WriteString("gateway", gateway);
                json.Objects("ends", EndsOf(ns, network), end =>
                {
                    json.WriteString("member", end.Member);
                    json.WriteString("kdu", end.Kdu);
                    json.WriteString("net", end.Net);
                });
            });
            json.WritePropertyName("config");
            config.Content.WriteTo(json);
            json.Objects("remarks", remarks, remark =>
            {
                json.WriteString("severity", Wording.Of(remark.Severity));
                json.WriteString("message", remark.Message);
                json.WriteString("cure", remark.Cure);
                if (remark.Position is not { } place)
                    return;
                json.WriteString("file", place.File);
                json.WriteNumber("line", place.Line);
                json.WriteNumber("column", place.Column);
            });
            json.WriteEndObject();
        });

    private static string[] Row(NsInstance ns, NsNetwork network) =>
    [
        Wording.OneLine(network.Member is { } member ? $"{network.LinkId} (in {member})" : network.LinkId),
        Wording.OneLine(network.Kind == NsNetworkKind.Management ? "management" : network.NetName),
        network.Kind == NsNetworkKind.Management ? "the pod network" : network.Name,
        Wording.OneLine(string.Join(", ", EndsOf(ns, network).Select(end => $"{end.Member}/{end.Kdu}:{end.Net}"))),
    ];

    private static IEnumerable<(string Member, string Kdu, string Net)> EndsOf(NsInstance ns, NsNetwork network) =>
        network.Member is not null ? []
            : ns.Kdus.SelectMany(kdu => kdu.Nets.Where(net => net.Link == network.LinkId), (kdu, net) => (kdu.Member, kdu.Kdu, net.NetId));

    private static string Quoted(string text) =>
        text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.') ? text : $"'{Wording.OneLine(text)}'";
}
