using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Rewriting.Manifests;

/// <summary>Attaches the pods of workloads that are written out; decides as the chart's helper does when it renders.</summary>
internal sealed class ManifestPods(AttachmentWishes wishes, Func<string, string?> networkName)
{
    private static readonly string[] s_portable = ["name", "namespace", "ips", "interface"];

    /// <summary>Adds what attaches a workload to the edits.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="before">Lines of its file before its document.</param>
    /// <param name="edits">Takes them.</param>
    public WorkloadOutcome Attach(ManifestObject workload, int before, MappingEdits edits)
    {
        var mine = wishes.Networks
            .Select(network => (network.NetId, Wishes: network.Workloads.Where(workload.IsNamed).ToArray(), IsForAll: network.Workloads.IsEmpty))
            .Where(network => network.IsForAll || network.Wishes.Length > 0)
            .ToArray();
        var outcome = new WorkloadOutcome(
            workload.Kind.Position.File, before + workload.Kind.Position.Line, workload.Kind.Value, workload.Name,
            [.. mine.Select(network => network.NetId)], AttachmentWay.Inserted, null);
        if (workload.Exclusion is { } exclusion)
            return outcome with { How = AttachmentWay.Excluded, Networks = [], Reason = exclusion };

        var addresses = mine.Select(network => network.Wishes.Select(wish => wish.Address).OfType<string>().ToImmutableArray()).ToArray();
        if (workload.MorePods is { } pods && addresses.SelectMany(each => each).FirstOrDefault() is { } address)
            return Refused(outcome, $"{pods}, and the address {address} is for one: give no address, or let it have one pod");
        var attachments = mine.Zip(addresses)
            .Select(network => (Name: networkName(network.First.NetId), Addresses: network.Second))
            .Where(network => network.Name is not null)
            .Select(network => new Attachment(network.Name!, network.Addresses))
            .ToList();
        return Write(workload, outcome, attachments, edits);
    }

    private WorkloadOutcome Write(ManifestObject workload, WorkloadOutcome outcome, List<Attachment> attachments, MappingEdits edits)
    {
        var metadata = workload.Pod.Mapping("metadata");
        var annotations = metadata?.Mapping("annotations");
        var key = wishes.Dialect == AnnotationDialect.L2sm ? AnnotationKeys.L2sm : AnnotationKeys.Multus;
        var own = EntryOf(annotations, key);
        var multus = wishes.Dialect == AnnotationDialect.L2sm ? EntryOf(annotations, AnnotationKeys.Multus) : null;
        if (multus is not null && Replace(((YamlScalar)multus.Value).Value, attachments) is { } refusal)
            return attachments.Count > 0 || outcome.Networks.Length > 0 ? Refused(outcome, refusal) : outcome with { How = AttachmentWay.Excluded, Reason = refusal };
        if (attachments.Count == 0)
            return outcome with { How = AttachmentWay.Excluded, Reason = "every net goes to other workloads, or has no name" };
        if (NetworkList.Read(own is null ? "" : ((YamlScalar)own.Value).Value) is not { } list)
            return Refused(outcome, $"its annotation {key} is no list in JSON: mend it");

        var value = list.With(attachments);
        var isLabelled = wishes.Dialect != AnnotationDialect.L2sm || metadata?.Mapping("labels")?.Text(AnnotationKeys.Label)?.Value == "true";
        if (own is not null && multus is null && value == list.Text && isLabelled)
            return outcome with { How = AttachmentWay.Already, Reason = "it has them" };
        if (own is not null && multus is not null)
            return Refused(outcome, $"it has both {AnnotationKeys.L2sm} and {AnnotationKeys.Multus}: keep one");
        if (metadata is null)
            return Refused(outcome, "its pods have no metadata: give them labels");
        if (multus is not null)
            edits.Rename(multus, key, value);
        else
            edits.Put(metadata, "annotations", key, value);
        if (!isLabelled)
            edits.Put(metadata, "labels", AnnotationKeys.Label, "true");
        return outcome;
    }

    // L2S-M leaves a pod alone that has a list for Multus: its elements become virtual links, or it is refused.
    private string? Replace(string multus, List<Attachment> attachments)
    {
        if (NetworkList.Read(multus) is not { } list)
            return $"its annotation {AnnotationKeys.Multus} is no list in JSON: mend it";
        foreach (var element in list.Elements)
        {
            var name = NetworkList.NameOf(element);
            if (wishes.Replacements.FirstOrDefault(replacement => replacement.Attachment == name) is not { } replacement)
            {
                return $"its pods have a list for Multus ({AnnotationKeys.Multus}: {string.Join(", ", list.Names)}), and L2S-M gives such a pod no virtual link: "
                    + $"--replace-multus {name}=NET makes virtual links of it, --dialect multus adds to it";
            }

            if (element.Select(entry => entry.Key).FirstOrDefault(key => Array.IndexOf(s_portable, key) < 0) is { } lost)
                return $"its list for Multus has \"{lost}\", and {AnnotationKeys.L2sm} has no place for it: take it out, or use --dialect multus";
            if (networkName(replacement.NetId) is not { } network)
                continue;
            ImmutableArray<string> addresses = element["ips"] is JsonArray ips ? [.. ips.OfType<JsonValue>().Select(ip => ip.ToString())] : [];
            var at = attachments.FindIndex(attachment => attachment.Name == network);
            if (at < 0)
                attachments.Add(new Attachment(network, addresses));
            else if (attachments[at].Addresses.IsEmpty)
                attachments[at] = attachments[at] with { Addresses = addresses };
        }

        return null;
    }

    private static YamlEntry? EntryOf(YamlMapping? mapping, string key) =>
        mapping is not null && mapping.TryGet(key, out var entry) && entry.Value is YamlScalar ? entry : null;

    private static WorkloadOutcome Refused(WorkloadOutcome outcome, string reason) => outcome with { How = AttachmentWay.Unreachable, Reason = reason };
}
