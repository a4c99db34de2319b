using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>The NSDs of a network slice: OSM refuses a template whose NSDs it does not have.</summary>
internal static class SliceCheck
{
    public static void Run(Nst nst, HashSet<string> nsdIds, FindingList findings)
    {
        foreach (var id in nst.NsdIds)
        {
            if (!nsdIds.Contains(id.Value))
            {
                findings.Add(
                    RuleCatalogue.VnfdNotGiven, id.Position,
                    $"NSD '{id.Value}' is not among the inputs: OSM refuses the NST where it does not have it",
                    "give its package too, or name it by --with");
            }
        }
    }
}
