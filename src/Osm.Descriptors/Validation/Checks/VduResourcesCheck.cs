using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>NBI's checks 25 and 26: what a VDU is to run on. PDUs are not looked at.</summary>
internal static class VduResourcesCheck
{
    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        var content = file.Content.Content;
        if (content.Items("vdu") is not { IsEmpty: false } vdus)
            return;
        var storages = Ids.Set(content.List("virtual-storage-desc", storage => storage.Text("id")));
        var computes = Ids.Set(content.List("virtual-compute-desc", compute => compute.Text("id")));
        foreach (var vdu in vdus)
        {
            if (vdu.TryGet("pdu-type", out _))
                continue;
            var name = vdu.Text("id")?.Value;
            if (!vdu.TryGet("virtual-storage-desc", out _))
            {
                findings.Add(
                    RuleCatalogue.VduResources, vdu.Position, $"VDU '{name}' has no virtual-storage-desc, and OSM fails on that",
                    "add 'virtual-storage-desc:' with the id of one");
            }

            foreach (var storage in vdu.Texts("virtual-storage-desc"))
                Expect(storage, "virtual-storage-desc", name, storages, findings);
            if (vdu.Text("virtual-compute-desc") is { } compute)
                Expect(compute, "virtual-compute-desc", name, computes, findings);
        }
    }

    private static void Expect(Located<string> id, string list, string? vdu, HashSet<string> known, FindingList findings)
    {
        if (known.Contains(id.Value))
            return;
        findings.Add(
            RuleCatalogue.VduResources, id.Position, $"the {list} '{id.Value}' of VDU '{vdu}' is not in the VNFD ({Ids.Listed(known)})",
            Ids.Cure(id.Value, known, $"add '- id: {id.Value}' to {list}, or name one that is there"));
    }
}
