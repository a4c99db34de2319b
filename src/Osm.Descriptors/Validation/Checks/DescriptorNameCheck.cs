using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>The name of a descriptor's file in a package: OSM's client looks for it by name, NBI does not.</summary>
internal static class DescriptorNameCheck
{
    public static void Run(Package package, Descriptor descriptor, FindingList findings)
    {
        if (package.Descriptor?.File.EndsWith(".json", StringComparison.Ordinal) == true)
        {
            findings.Add(
                RuleCatalogue.JsonDescriptor, SourcePosition.WholeFile(package.Descriptor.File),
                "OSM's NBI fails on a file of this name: it reads JSON in a way that cannot work", "call it '.yaml': JSON is YAML too");
        }

        if (package.Kind is not (PackageKind.Folder or PackageKind.Archive) || package.IsSol || package.Descriptor is not { File: var file })
            return;
        var suffix = descriptor switch { Vnfd => "nfd", Nsd => "nsd", _ => null };
        if (suffix is null || Path.GetFileNameWithoutExtension(file).EndsWith(suffix, StringComparison.Ordinal))
            return;
        findings.Add(
            RuleCatalogue.DescriptorName, SourcePosition.WholeFile(file),
            $"the file of {(descriptor is Vnfd ? "a VNFD" : "an NSD")} is called '{Path.GetFileName(file)}', and OSM's client looks for *{suffix}.yaml",
            $"call it '<name>_{(descriptor is Vnfd ? "knfd" : "nsd")}.yaml'");
    }
}
