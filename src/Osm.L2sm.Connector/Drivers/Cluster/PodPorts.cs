using System.Net;
using L2sm.Kubernetes.Attachments;
using L2sm.OpenFlow;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Hosting.Cluster;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Drivers.Cluster;

/// <summary>Takes what pods say of switch ports into what is wanted of the fabric.</summary>
internal sealed class PodPorts(IntentStore store) : IFabricPorts
{
    private volatile LeaderTerm? term;
    private volatile AskedPorts asked = new(Intents.Empty);

    public IReadOnlyDictionary<SwitchPort, string> Asked
    {
        get
        {
            var (intents, known) = (store.Current, asked);
            if (!ReferenceEquals(known.Intents, intents)) asked = known = new AskedPorts(intents);
            return known.Names;
        }
    }

    /// <summary>A term begins: the first complete word of pods opens it.</summary>
    public void Begin(LeaderTerm begun) => term = begun;

    public async Task ClaimAsync(IReadOnlyList<PortChange> changes, bool isComplete, CancellationToken cancellation)
    {
        var seen = changes.Select(c => KeyValuePair.Create(KeyOf(c.Port), c.Claim is { } claim ? Read(claim) : null)).ToArray();
        if (isComplete && term is { IsOpen: false } closed)
        {
            await closed.OpenAsync(seen.Where(s => s.Value is not null)!, cancellation);
            return;
        }
        await store.ChangeAsync(
            draft =>
            {
                foreach (var (port, ofPods) in seen)
                    if (draft.Intents.OfPods.GetValueOrDefault(port) != ofPods) draft.Record(new IntentChange.PodPortSeen(port, ofPods));
                if (!isComplete) return true;
                foreach (var port in draft.Intents.OfPods.Keys.Except(seen.Select(s => s.Key)).ToArray()) draft.Record(new IntentChange.PodPortSeen(port, null));
                return true;
            },
            cancellation);
    }

    public Task ForgetAsync(SwitchPort port, string network, CancellationToken cancellation) => store.ChangeAsync(
        draft =>
        {
            var key = KeyOf(port);
            if (draft.Intents.OfPods.ContainsKey(key) || draft.Intents.AskedOwnerOf(key) is not { VirtualLink: null } owner || owner.ClusterName != network) return false;
            draft.Record(new IntentChange.PortDetached(owner.Id, key));
            return true;
        },
        cancellation);

    public static PortKey KeyOf(SwitchPort port) => new(new DatapathId(port.Datapath), port.Number);

    // Pods write their annotations themselves: what is no address is passed over, and the switch learns.
    private static PodPort Read(PortClaim claim) => claim.Network is not { } network
        ? PodPort.Nowhere with { Since = claim.Since }
        : new PodPort(
            network,
            [.. claim.MacAddresses.Where(m => MacAddress.TryParse(m, out var mac) && !mac.IsMulticast && mac.Value != 0).Select(MacAddress.Parse).Distinct().Order()],
            [.. claim.IpAddresses.Select(ip => IPAddress.TryParse(ip, out var address) ? address.ToString() : null).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            claim.Since);

    /// <summary>The ports asked for, looked up once for each state.</summary>
    private sealed class AskedPorts(Intents intents)
    {
        public Intents Intents { get; } = intents;

        public IReadOnlyDictionary<SwitchPort, string> Names { get; } = intents.Asked.ToDictionary(
            a => new SwitchPort(a.Key.Switch.Value, a.Key.PortNo), a => intents.ById[a.Value.Network].ClusterName);
    }
}
