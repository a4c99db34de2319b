using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What the charts of a KNF do that keeps their pods off the networks, or that its users should know.</summary>
internal static class ChartContentCheck
{
    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        if (file.Package.ChartMarks.IsEmpty)
            return;
        var net = KnfNetworkCheck.DataNet(file.Content);
        foreach (var mark in file.Package.ChartMarks)
        {
            switch (mark.Kind)
            {
                case ChartMarkKind.MultusAnnotation when net is not null:
                    findings.Add(
                        RuleCatalogue.MultusInChart, mark.Position,
                        $"the chart asks Multus for networks itself: a pod with this annotation is left out by L2S-M, also for the net '{net.Value.Value}'",
                        $"patch with '--replace-multus NAME={net.Value.Value}', which makes a virtual link of the attachment NAME, or with '--dialect multus', which adds to the list; or remove it");
                    break;
                case ChartMarkKind.HostNetwork when net is not null:
                    findings.Add(
                        RuleCatalogue.HostNetwork, mark.Position,
                        $"pods on the host's network get no other: they are not attached to the net '{net.Value.Value}'",
                        "remove hostNetwork, or let another workload be on the net");
                    break;
                case ChartMarkKind.HelperOfOurs:
                    findings.Add(
                        RuleCatalogue.ChartValueClash, mark.Position,
                        "a named template 'l2sm.…' is one of those that patching adds: of two definitions Helm takes the one that it reads last",
                        "call it otherwise, by the chart's own name");
                    break;
                case ChartMarkKind.PrivilegedPod:
                    findings.Add(
                        RuleCatalogue.PrivilegedPod, mark.Position, "a privileged container: namespaces that OSM makes may refuse it",
                        "ask for single capabilities, or give 'k8s-namespace' a namespace that allows it");
                    break;
                case ChartMarkKind.MutableImage:
                    findings.Add(
                        RuleCatalogue.MutableImage, mark.Position,
                        $"'{mark.Text}' does not say which image it is: tomorrow's may differ from the one that was tested",
                        "name a version, or a digest");
                    break;
            }
        }
    }
}
