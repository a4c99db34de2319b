using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Ids of a vnf-profile that YAML reads as numbers: NBI keeps a vnf-profile as it was read, and all else as text.</summary>
internal static class ProfileTextCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        foreach (var profile in file.Content.Content.Items("df").Take(1).SelectMany(df => df.Items("vnf-profile")))
        {
            Check(file, profile, "id", findings);
            Check(file, profile, "vnfd-id", findings);
            foreach (var connectivity in profile.Items("virtual-link-connectivity"))
            {
                Check(file, connectivity, "virtual-link-profile-id", findings);
                foreach (var end in connectivity.Items("constituent-cpd-id"))
                {
                    Check(file, end, "constituent-base-element-id", findings);
                    Check(file, end, "constituent-cpd-id", findings);
                }
            }
        }
    }

    private static void Check(DescriptorFile<Nsd> file, YamlMapping holder, string key, FindingList findings)
    {
        if (!holder.TryGet(key, out var entry) || entry.Value is not YamlScalar { IsNull: false } scalar || ScalarValue.IsText(scalar))
            return;
        // As an alias or with a tag it is not the value alone that stands there.
        var isAlone = file.Package.Descriptor!.Text[scalar.Span] == scalar.Value;
        findings.Add(
            RuleCatalogue.NumberAsId, scalar.Position,
            $"'{key}' is {scalar.Value}, which YAML reads as something other than text: OSM compares it with texts, and fails at ns-create",
            $"write \"{scalar.Value}\", in quotes",
            fix: isAlone
                ? new Fix($"write \"{scalar.Value}\"", [new TextEdit(file.Package.Descriptor.File, scalar.Span, $"\"{scalar.Value}\"")])
                : null);
    }
}
