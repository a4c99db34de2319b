using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Naming;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Instantiation;

/// <summary>Another NS, for the names of its networks.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Links">The ids of its links; null where only its name is known.</param>
public sealed record OtherNs(string Name, ImmutableArray<string>? Links)
{
    /// <summary>Reads other NSs out of a file, of 4 MiB at most.</summary>
    /// <param name="path">
    /// YAML or JSON: a record of <c>osm ns-show NAME --literal</c> (<c>name</c> and <c>vld</c>) or a list of them, what <c>osm-l2sm params
    /// --format json</c> prints, or a list of names; else a name a line.
    /// </param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">There is no NS in it.</exception>
    public static ImmutableArray<OtherNs> Read(string path)
    {
        var findings = new FindingList();
        var source = SourceText.Decode(path, BoundedFile.Read(path, YamlLimits.Default.MaxBytes), YamlLimits.Default, findings);
        var root = source is null ? null : YamlReader.Read(source, YamlLimits.Default, findings);
        ImmutableArray<OtherNs> found = root switch
        {
            YamlScalar => [.. source!.Text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Select(line => new OtherNs(line, null))],
            YamlSequence list => [.. list.Items.SelectMany(OfNode)],
            YamlMapping => [.. OfNode(root)],
            _ => [],
        };
        if (!found.IsEmpty)
            return found;
        throw new InvalidDataException(
            findings.ToSorted() is [var first, ..] ? $"{first.Position.Line}:{first.Position.Column}: {first.Message}"
            : "there is no NS in it: neither a record with 'name' and 'vld', nor a list of names");
    }

    /// <summary>Tells of the networks of an NS that another one's would take the names of: the service refuses the second of a name.</summary>
    public static ImmutableArray<Remark> Collisions(NsInstance ns, IEnumerable<OtherNs> others)
    {
        ArgumentNullException.ThrowIfNull(ns);
        ArgumentNullException.ThrowIfNull(others);
        var own = ns.Networks.Where(network => network.IsMade && network.Name.Length > 0).DistinctBy(network => network.Name)
            .ToDictionary(network => network.Name, StringComparer.Ordinal);
        var remarks = ImmutableArray.CreateBuilder<Remark>();
        foreach (var other in others)
        {
            // Of the same NSD, most likely, where nothing is known of it.
            var links = other.Links ?? [.. ns.Networks.Where(network => network.IsMade).Select(network => network.LinkId)];
            var taken = links.Select(link => ClusterNetworkName.TryFromNetName(ClusterNetworkName.NetName(other.Name, link), out var name, out _) ? name : null)
                .OfType<string>().Where(own.ContainsKey).Distinct().ToArray();
            if (taken.Length == 0)
                continue;
            var sameForRo = ClusterNetworkName.NetName(other.Name, "") == ClusterNetworkName.NetName(ns.Request.NsName, "");
            remarks.Add(new Remark(
                Severity.Warning, own[taken[0]].Position,
                $"NS '{other.Name}'{(other.Links is null ? ", if it is of the same NSD," : "")} has the network{(taken.Length == 1 ? "" : "s")} {string.Join(", ", taken)} too: the second is refused while the first is there",
                sameForRo ? "choose an NS name that differs in its first 16 characters" : "choose an NS name that differs in a letter a-z or a digit"));
        }

        return remarks.ToImmutable();
    }

    private static IEnumerable<OtherNs> OfNode(YamlNode node)
    {
        if (node is YamlScalar { IsNull: false } name)
            yield return new OtherNs(name.Value, null);
        if (node is not YamlMapping record)
            yield break;
        if ((record.Text("name") ?? record.Text("nsName")) is not { } known)
            yield break;
        var links = record.TryGet("vld", out _) ? record.Items("vld") : record.Items("networks");
        var hasLinks = record.TryGet("vld", out _) || record.TryGet("networks", out _);
        yield return new OtherNs(
            known.Value, hasLinks ? [.. links.Select(link => (link.Text("id") ?? link.Text("link") ?? link.Text("name"))?.Value).OfType<string>()] : null);
    }
}
