using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Attachments;

/// <summary>
/// Which switch port belongs to which network, by what the cluster says now: pods, attachments and Overlays are put in as they come, in any
/// order, and a change costs what it touches. Without clocks and calls; for one thread at a time.
/// </summary>
public sealed class AttachmentModel(DatapathRule rule)
{
    private readonly Dictionary<ResourceKey, Pod> pods = [];
    private readonly Dictionary<ResourceKey, PodReading> readings = [];
    private readonly Dictionary<ResourceKey, WorkloadNad> nads = [];
    private readonly Dictionary<ResourceKey, HashSet<ResourceKey>> podsByAttachment = [];
    private readonly Dictionary<(string Node, string Attachment), HashSet<ResourceKey>> podsByPlace = [];
    private readonly Dictionary<string, SortedSet<ResourceKey>> podsByNetwork = new(StringComparer.Ordinal);
    private readonly Dictionary<SwitchPort, SortedSet<ResourceKey>> podsByPort = [];
    private readonly Dictionary<ResourceKey, Overlay> overlays = [];
    private readonly Dictionary<string, Overlay> overlayByNode = new(StringComparer.Ordinal);
    private readonly Dictionary<SwitchPort, PortClaim> claims = [];
    private readonly HashSet<SwitchPort> touched = [];
    private readonly Dictionary<string, NodeCapacity[]> capacitiesByNode = new(StringComparer.Ordinal);
    private IReadOnlyList<NodeCapacity>? capacities;

    private static readonly Comparer<ResourceKey> ByName = Comparer<ResourceKey>.Create((a, b) =>
        string.CompareOrdinal(a.Namespace, b.Namespace) is not 0 and var order ? order : string.CompareOrdinal(a.Name, b.Name));

    /// <summary>The rule that datapath ids follow here.</summary>
    public DatapathRule Rule => rule;

    /// <summary>What pods say of ports, all of it.</summary>
    public IReadOnlyDictionary<SwitchPort, PortClaim> Claims => claims;

    /// <summary>The Overlays' attachments.</summary>
    public IReadOnlyCollection<WorkloadNad> Nads => nads.Values;

    /// <summary>A pod as it is now; null where it is gone.</summary>
    public void Put(ResourceKey key, Pod? pod)
    {
        if (pod is null) pods.Remove(key);
        else pods[key] = pod;
        Read(key, pod);
    }

    /// <summary>An attachment as it is now; null where it is gone.</summary>
    public void Put(ResourceKey key, NetworkAttachmentDefinition? nad)
    {
        var before = nads.GetValueOrDefault(key);
        var now = nad is null ? null : WorkloadNad.Read(nad);
        if (now is null) nads.Remove(key);
        else nads[key] = now;
        if (before is not null && now is not null && (before.Port, before.Overlay) == (now.Port, now.Overlay)) Recount(before.UsedOn.Except(now.UsedOn).Concat(now.UsedOn.Except(before.UsedOn)));
        else if (before is not null || now is not null) RecountAll();
        // Its labels change with every pod, and say nothing of ports.
        if (before?.Port == now?.Port || !podsByAttachment.TryGetValue(key, out var naming)) return;
        foreach (var pod in naming.ToArray()) Read(pod, pods[pod]);
    }

    /// <summary>An Overlay as it is now; null where it is gone.</summary>
    public void Put(ResourceKey key, Overlay? overlay)
    {
        if (overlay is null) overlays.Remove(key);
        else overlays[key] = overlay;
        RecountAll();
        overlayByNode.Clear();
        foreach (var (_, one) in overlays.OrderBy(one => one.Key, ByName))
            foreach (var node in one.Spec.Topology?.Nodes ?? []) overlayByNode.TryAdd(node, one);
    }

    /// <summary>The ports about which pods say something else than at the last call.</summary>
    public IReadOnlyList<PortChange> TakeChanges()
    {
        var changes = new List<PortChange>();
        foreach (var port in touched)
        {
            var claim = ClaimOf(port);
            if (Equals(claims.GetValueOrDefault(port), claim)) continue;
            if (claim is null) claims.Remove(port);
            else claims[port] = claim;
            changes.Add(new PortChange(port, claim));
        }
        touched.Clear();
        return changes;
    }

    /// <summary>The networks that pods want, whether they are there or not.</summary>
    public IEnumerable<string> Wanted => podsByNetwork.Keys;

    /// <summary>The pods that want a network, sorted.</summary>
    /// <param name="network">Its name.</param>
    /// <param name="subnetOf">The subnet of a network, if it has one.</param>
    public IReadOnlyList<PodOnNetwork> PodsOf(string network, Func<string, string?>? subnetOf = null)
    {
        if (!podsByNetwork.TryGetValue(network, out var wanting)) return [];
        var all = wanting.SelectMany(pod => PlacesOf(readings[pod], network)).ToArray();
        // The operator gives an address twice where two pods come at a time.
        var holders = all.Where(pod => pod.Port is not null).SelectMany(pod => pod.IpAddresses.Distinct().Select(ip => (ip, pod.Pod))).ToLookup(one => one.ip, one => one.Pod);
        return
        [
            .. all.Select(pod => pod with
            {
                Shortfalls = [.. pod.Shortfalls, .. SharedAddresses(pod, holders), .. Overlaps(readings[pod.Pod], network, subnetOf)],
            }),
        ];
    }

    /// <summary>When a pod that is known was made.</summary>
    internal DateTimeOffset SinceOf(ResourceKey pod) => readings[pod].Since;

    /// <summary>The uid of a pod; null where it is not known.</summary>
    public string? UidOf(ResourceKey pod) => pods.GetValueOrDefault(pod)?.Metadata.Uid;

    /// <summary>The pods behind a port, sorted.</summary>
    public IReadOnlyList<ResourceKey> PodsAt(SwitchPort port) => podsByPort.TryGetValue(port, out var there) ? [.. there] : [];

    /// <summary>
    /// A pod on this node names an attachment of this name, in whichever namespace: also one that has ended, whose deletion lets the operator
    /// free the port once more.
    /// </summary>
    public bool IsNamed(string node, string attachment) => podsByPlace.ContainsKey((node, attachment));

    /// <summary>The Overlay that gives a node its switch; null where none does.</summary>
    public Overlay? OverlayOf(string node) => overlayByNode.GetValueOrDefault(node);

    /// <summary>What each node of an Overlay can still take, sorted.</summary>
    public IReadOnlyList<NodeCapacity> Capacities() => capacities ??= CountCapacities();

    // Only of nodes where something changed since: pods come and go, and somebody looks after each.
    private NodeCapacity[] CountCapacities()
    {
        var byOverlay = nads.Values.ToLookup(nad => (nad.Key.Namespace, nad.Overlay));
        var byNode = overlays.Values.SelectMany(overlay => (overlay.Spec.Topology?.Nodes ?? []).Select(node => (Node: node, Overlay: overlay))).ToLookup(one => one.Node, one => one.Overlay);
        return [.. byNode.OrderBy(one => one.Key, StringComparer.Ordinal).SelectMany(CapacitiesOf)];

        NodeCapacity[] CapacitiesOf(IGrouping<string, Overlay> of)
        {
            if (capacitiesByNode.TryGetValue(of.Key, out var known)) return known;
            return capacitiesByNode[of.Key] =
            [
                .. from overlay in of
                   let ports = byOverlay[(overlay.Metadata.Namespace, overlay.Metadata.Key.Name)].ToArray()
                   let used = ports.Where(nad => nad.UsedOn.Contains(of.Key)).ToArray()
                   orderby overlay.Metadata.Name
                   select new NodeCapacity(of.Key, overlay.Metadata.Key.Name, ports.Length, used.Length, used.Count(nad => !IsNamed(of.Key, nad.Key.Name))),
            ];
        }
    }

    private void Recount(IEnumerable<string?> nodes)
    {
        foreach (var node in nodes.OfType<string>())
        {
            capacitiesByNode.Remove(node);
            capacities = null;
        }
    }

    private void RecountAll()
    {
        capacitiesByNode.Clear();
        capacities = null;
    }

    /// <summary>
    /// Ports that are taken, and that no pod known here names: to be proved before they are freed. Not those of the nodes where a
    /// NetworkEdgeDevice takes ports without a pod.
    /// </summary>
    /// <param name="asked">What others asked of ports.</param>
    /// <param name="edgeNodes">The nodes of NetworkEdgeDevices, while a network has a provider.</param>
    public IReadOnlyList<PortLeak> Leaks(IReadOnlyDictionary<SwitchPort, string> asked, IReadOnlySet<string> edgeNodes)
    {
        var leaks = new List<PortLeak>();
        var nodes = overlays.Values.SelectMany(overlay => overlay.Spec.Topology?.Nodes ?? []).Concat(nads.Values.SelectMany(nad => nad.UsedOn)).Distinct(StringComparer.Ordinal);
        foreach (var node in nodes.Where(node => !edgeNodes.Contains(node)))
        {
            var datapath = Datapaths.Of(node, rule);
            foreach (var nad in nads.Values)
            {
                if (IsNamed(node, nad.Key.Name)) continue;
                var port = new SwitchPort(datapath, nad.Port);
                var hasLabel = nad.UsedOn.Contains(node);
                var network = asked.GetValueOrDefault(port);
                if (podsByPort.ContainsKey(port)) network = null; // another Overlay's attachment of that number has the pod
                if (hasLabel || network is not null) leaks.Add(new PortLeak(node, nad.Key, port, hasLabel, network));
            }
        }
        return leaks;
    }

    private void Read(ResourceKey key, Pod? pod)
    {
        var before = readings.GetValueOrDefault(key);
        var now = pod is null ? null : PodReading.Read(pod, nads.GetValueOrDefault, rule);
        if (before is not null) Forget(before);
        Recount([before?.Node, now?.Node]);
        if (now is null) readings.Remove(key);
        else
        {
            readings[key] = now;
            Remember(now);
        }
    }

    private void Remember(PodReading pod)
    {
        foreach (var attachment in pod.Attachments)
        {
            Add(podsByAttachment, attachment, pod.Key);
            if (pod.Node is { } node) Add(podsByPlace, (node, attachment.Name), pod.Key);
        }
        foreach (var wanted in pod.Wanted) AddSorted(podsByNetwork, wanted.Name, pod.Key);
        foreach (var use in pod.Uses)
        {
            AddSorted(podsByPort, use.Port, pod.Key);
            touched.Add(use.Port);
        }
    }

    private void Forget(PodReading pod)
    {
        foreach (var attachment in pod.Attachments)
        {
            Remove(podsByAttachment, attachment, pod.Key);
            if (pod.Node is { } node) Remove(podsByPlace, (node, attachment.Name), pod.Key);
        }
        foreach (var wanted in pod.Wanted) Remove(podsByNetwork, wanted.Name, pod.Key);
        foreach (var use in pod.Uses)
        {
            Remove(podsByPort, use.Port, pod.Key);
            touched.Add(use.Port);
        }
    }

    private PortClaim? ClaimOf(SwitchPort port)
    {
        if (!podsByPort.TryGetValue(port, out var there)) return null;
        var uses = there.SelectMany(pod => readings[pod].Uses.Where(use => use.Port == port).Select(use => (Pod: readings[pod], Use: use))).ToArray();
        var networks = uses.Select(one => one.Use.Network).Distinct(StringComparer.Ordinal).ToArray();
        // Pods that do not say which network they are in leave the port to whoever attaches it for them, such as a mirror's.
        if (networks is [null]) return null;
        var claim = new PortClaim(port, networks.Length == 1 ? networks[0] : null, uses.Min(one => one.Pod.Since)) { Pods = [.. there] };
        return networks.Length > 1
            ? claim with { Conflict = ConflictOf(port, uses) }
            : claim with
            {
                MacAddresses = [.. uses.Select(one => one.Use.Interface?.Mac).OfType<string>().Select(mac => mac.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)],
                IpAddresses = [.. uses.SelectMany(one => AddressesOf(one.Use)).Distinct().Order(StringComparer.Ordinal)],
            };
    }

    private static string ConflictOf(SwitchPort port, (PodReading Pod, PodReading.Use Use)[] uses) =>
        $"pods {string.Join(" and ", uses.Select(one => $"{one.Pod.Key} ({(one.Use.Network is { } network ? $"network {network}" : "no network named")})"))} "
        + $"were given the same interface by the L2S-M operator: they share the Linux bridge br{port.Number} of node {uses[0].Pod.Node}, which cannot be split. "
        + "None of them is attached until one is deleted";

    private static IEnumerable<string> AddressesOf(PodReading.Use use) =>
        use.Interface is { Ips.Count: > 0 } there ? there.Ips : use.AskedIps.Select(ip => ip.Split('/')[0]);

    private IEnumerable<PodOnNetwork> PlacesOf(PodReading pod, string network)
    {
        var uses = pod.Uses.Where(use => use.Network == network).ToArray();
        if (uses.Length == 0) yield return new PodOnNetwork(pod.Key, pod.Uid, pod.Node, null, null, null, [], [.. pod.Shortfalls]);
        foreach (var use in uses)
            yield return new PodOnNetwork(
                pod.Key, pod.Uid, pod.Node, use.Port, use.Interface?.Name, use.Interface?.Mac?.ToLowerInvariant(), [.. AddressesOf(use)], [.. ShortfallsOf(pod, use)]);
    }

    private IEnumerable<PodShortfall> ShortfallsOf(PodReading pod, PodReading.Use use)
    {
        foreach (var shortfall in pod.Shortfalls) yield return shortfall;
        if (OverlayOf(pod.Node!) is null)
            yield return new PodShortfall(
                PodShortfallKind.NodeWithoutSwitch, $"its node {pod.Node} is in no Overlay and so has no switch: run it on another node, or make the Overlay anew with this one");
        if (claims.GetValueOrDefault(use.Port)?.Conflict is { } conflict) yield return new PodShortfall(PodShortfallKind.PortShared, conflict);
        if (use.Interface is null) yield return new PodShortfall(PodShortfallKind.NoInterface, "Multus has not said yet that its interface is there");
    }

    private static IEnumerable<PodShortfall> SharedAddresses(PodOnNetwork pod, ILookup<string, ResourceKey> holders) =>
        from ip in pod.Port is null ? [] : pod.IpAddresses
        let others = holders[ip].Where(other => other != pod.Pod).Distinct().ToArray()
        where others.Length > 0
        select new PodShortfall(
            PodShortfallKind.AddressShared, $"its address {ip} is that of pod {string.Join(", ", others)}, too: the L2S-M operator gave it twice. Make one of them anew");

    private static IEnumerable<PodShortfall> Overlaps(PodReading pod, string network, Func<string, string?>? subnetOf) =>
        from other in pod.Wanted.Count < 2 || subnetOf is null ? [] : pod.Wanted.Select(wanted => wanted.Name).Distinct(StringComparer.Ordinal)
        where other != network && AddressPlan.Overlap(subnetOf!(network), subnetOf(other))
        select new PodShortfall(
            PodShortfallKind.SubnetsOverlap,
            $"it is in network {other}, too, whose subnet {subnetOf!(other)} has addresses in common with {subnetOf(network)} here, so that it cannot tell which way to send: give one of them another subnet");

    private static void Add<T>(Dictionary<T, HashSet<ResourceKey>> index, T at, ResourceKey pod)
        where T : notnull
    {
        if (!index.TryGetValue(at, out var set)) index[at] = set = [];
        set.Add(pod);
    }

    private static void AddSorted<T>(Dictionary<T, SortedSet<ResourceKey>> index, T at, ResourceKey pod)
        where T : notnull
    {
        if (!index.TryGetValue(at, out var set)) index[at] = set = new SortedSet<ResourceKey>(ByName);
        set.Add(pod);
    }

    private static void Remove<T, TSet>(Dictionary<T, TSet> index, T at, ResourceKey pod)
        where T : notnull
        where TSet : ICollection<ResourceKey>
    {
        if (!index.TryGetValue(at, out var set)) return;
        set.Remove(pod);
        if (set.Count == 0) index.Remove(at);
    }
}
