using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Naming;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Instantiation;

/// <summary>Works out what the patched charts of one member are to be told (DESIGN §2, "Patched charts").</summary>
/// <param name="request">What is asked for.</param>
/// <param name="networks">The NSD's own networks, by the link's id.</param>
/// <param name="remarks">Takes what is worth knowing.</param>
internal sealed class KduPlan(NsRequest request, IReadOnlyDictionary<string, NsNetwork> networks, List<Remark> remarks)
{
    public IEnumerable<KduParameters> Make(VnfProfile profile, Located<string> member, DescriptorFile<Vnfd> file)
    {
        var vnfd = file.Content;
        var nets = NetsOf(profile, member, vnfd).ToImmutableArray();
        if (nets.IsEmpty)
            yield break;
        foreach (var kdu in vnfd.Kdus)
        {
            if (kdu.Name is not { } name)
                continue;
            if (kdu.HelmChart is null)
            {
                if (BundleOf(kdu, file.Package) is { } bundle)
                    yield return OfBundle(bundle);
                else
                    Tell(
                        Severity.Warning, name, $"KDU '{name.Value}' of member '{member.Value}' is a juju bundle that is not patched: it is told nothing of its networks",
                        "patch its package with a mapping that has 'charm-options', or give its charm what it needs by 'additionalParams: {overlay: ...}'");
                continue;

                KduParameters OfBundle(PatchMapping mapping) => new(
                    member.Value, member.Position, name.Value, name.Position, NeedsNsName: false,
                    [.. nets.Where(net => mapping.CharmOptions.Any(option => option.Nets.Contains(net.NetId)))]) { Bundle = mapping };
            }

            var needsNsName = nets.Any(net => !net.IsNeeded && net.Network.Length > 0 && DefaultName(request.Namespace, net.NetId) != net.Network);
            yield return new KduParameters(member.Value, member.Position, name.Value, name.Position, needsNsName, nets);
        }
    }

    private static PatchMapping? BundleOf(Kdu kdu, Package package)
    {
        var name = kdu.JujuBundle?.Value.TrimEnd('/');
        string[] paths = [$"juju-bundles/{name}", $"juju-bundles/{name}/bundle.yaml"];
        return paths.SelectMany(path => new[] { path, $"Scripts/{path}" }).Select(path => package.PatchedBundles.GetValueOrDefault(path)).FirstOrDefault(mapping => mapping is not null);
    }

    private IEnumerable<NetValue> NetsOf(VnfProfile profile, Located<string> member, Vnfd vnfd)
    {
        var links = profile.Connectivity
            .SelectMany(connectivity => connectivity.ConstituentCpds, (connectivity, end) => (Cpd: end.CpdId?.Value, Link: connectivity.LinkId?.Value, end.Addresses))
            .Where(end => end.Cpd is not null && end.Link is not null)
            .ToLookup(end => end.Cpd!, end => (Link: end.Link!, end.Addresses));
        foreach (var net in vnfd.ExternalCpds.Where(cpd => cpd is { Id: not null, ClusterNet: not null }).GroupBy(cpd => cpd.ClusterNet!.Value.Value))
        {
            foreach (var (link, addresses) in net.SelectMany(cpd => links[cpd.Id!.Value.Value]))
                TellAddresses(addresses, net.Key, link);
            // Patching leaves this one out by itself.
            if (net.Any(cpd => vnfd.ManagementCpd is { } management && (management.Value == cpd.Id!.Value.Value || management.Value == net.Key)))
            {
                yield return new NetValue(net.Key, "", LinksOf(net).FirstOrDefault(), IsNeeded: false);
                continue;
            }

            yield return NetOf(net.Key, net.First().Id!.Value, [.. LinksOf(net)], member);
        }

        IEnumerable<string> LinksOf(IEnumerable<ExternalCpd> cpds) => cpds.SelectMany(cpd => links[cpd.Id!.Value.Value]).Select(end => end.Link).Distinct(StringComparer.Ordinal);
    }

    private NetValue NetOf(string net, Located<string> cpd, string[] links, Located<string> member)
    {
        if (links.FirstOrDefault(link => networks.TryGetValue(link, out var known) && known.Kind == NsNetworkKind.Management) is { } management)
            return new NetValue(net, "", management, IsNeeded: true);
        if (links is not [var first, ..] || !networks.TryGetValue(first, out var network))
        {
            Tell(
                Severity.Warning, cpd, $"the net '{net}' of member '{member.Value}' is on no virtual link: its pods get no network there",
                $"put its ext-cpd '{cpd.Value}' on a link of the NSD, if they need one");
            return new NetValue(net, "", null, IsNeeded: true);
        }

        if (links.Length > 1)
        {
            Tell(
                Severity.Warning, cpd,
                $"the net '{net}' of member '{member.Value}' is on several virtual links ({string.Join(", ", links)}), and pods are attached to a net once: they get '{first}'",
                "give each link a net of its own in the VNFD");
        }

        return new NetValue(net, network.Name, first, DefaultName(request.NsName, net) != network.Name);
    }

    // What a patched chart makes of a net without being told, by the NS's name or its namespace.
    private static string? DefaultName(string? nsName, string net) =>
        nsName is not null && ClusterNetworkName.TryFromNetName(ClusterNetworkName.NetName(nsName, net), out var name, out _) ? name : null;

    private void TellAddresses(IEnumerable<Located<string>> addresses, string net, string link)
    {
        var prefix = networks.TryGetValue(link, out var network) && network.Addresses?.Cidr?.Split('/') is [_, var length] ? length : "PREFIX";
        foreach (var address in addresses)
        {
            Tell(
                Severity.Note, address, $"OSM gives {address.Value} to no pod: it does so for VMs only",
                $"patch the chart with '--attach {net}=WORKLOAD@{address.Value}/{prefix}'");
        }
    }

    private void Tell(Severity severity, Located<string> place, string message, string cure) =>
        remarks.Add(new Remark(severity, place.Position, message, cure));
}
