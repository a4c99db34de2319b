using CsCheck;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Tests.Attachments;

/// <summary>Whatever came in which order: what counts is what is there.</summary>
public sealed class AttachmentOrderTests
{
    private static readonly string[] Networks = ["red", "blue", "green"];

    private static readonly Gen<(bool IsPod, uint Number, Pod? Pod, bool IsThere, string[] UsedOn)> Event = Gen.OneOf(
        Gen.Select(Gen.UInt[1, 3], Gen.Bool, Gen.Int[0, 3], (port, there, used) => (false, port, (Pod?)null, there, Enumerable.Range(1, 2).Where(n => (used & n) != 0).Select(n => $"node{n}").ToArray())),
        Gen.Select(
            Gen.UInt[1, 5], Gen.Int[1, 2].Select(n => $"node{n}"), Gen.Int[0, 2].Select(n => Networks[n]), Gen.UInt[1, 3], Gen.Int[0, 2].Select(n => Networks[n]), Gen.UInt[0, 3], Gen.Int[0, 4],
            (name, node, network, port, other, otherPort, kind) => (true, name, (Pod?)PodOf(name, node, network, port, other, otherPort, kind), kind < 4, Array.Empty<string>())));

    [Fact]
    public void The_order_of_events_never_matters() => Event.Array[1, 40].Sample(events =>
    {
        var model = new AttachmentModel(DatapathRule.OfBridge);
        var told = new Dictionary<SwitchPort, PortClaim>();
        var nads = new Dictionary<ResourceKey, NetworkAttachmentDefinition?>();
        var pods = new Dictionary<ResourceKey, Pod?>();
        var overlay = Cluster.Overlay("node1", "node2");
        model.Put(overlay.Metadata.Key, overlay);
        foreach (var (index, (isPod, number, pod, isThere, usedOn)) in events.Index())
        {
            if (isPod)
            {
                var key = new ResourceKey(Cluster.Place, $"p{number}");
                model.Put(key, pods[key] = isThere ? pod : null);
            }
            else
            {
                var nad = Cluster.Nad(number, usedOn: usedOn);
                model.Put(nad.Metadata.Key, nads[nad.Metadata.Key] = isThere ? nad : null);
            }
            if (index % 3 == 0) Tell(model, told);
            if (index % 2 == 0) model.Capacities();
        }
        Tell(model, told);

        var afresh = new AttachmentModel(DatapathRule.OfBridge);
        foreach (var (key, pod) in pods.Reverse()) afresh.Put(key, pod);
        foreach (var (key, nad) in nads.Reverse()) afresh.Put(key, nad);
        afresh.Put(overlay.Metadata.Key, overlay);
        afresh.TakeChanges();

        model.Capacities().ShouldBe(afresh.Capacities());
        told.OrderBy(c => c.Key).ShouldBe(afresh.Claims.OrderBy(c => c.Key));
        model.Claims.OrderBy(c => c.Key).ShouldBe(told.OrderBy(c => c.Key));
        foreach (var network in Networks)
            Show(model.PodsOf(network)).ShouldBe(Show(afresh.PodsOf(network)));
    });

    [Fact]
    public void A_port_is_in_a_network_only_where_every_pod_behind_it_wants_that_one() => Event.Array[1, 40].Sample(events =>
    {
        var model = new AttachmentModel(DatapathRule.OfBridge);
        var pods = new Dictionary<string, Pod>();
        for (uint port = 1; port <= 3; port++) model.Put(Cluster.Nad(port));
        foreach (var (_, number, pod, isThere, _) in events.Where(e => e.IsPod))
        {
            model.Put(new ResourceKey(Cluster.Place, $"p{number}"), isThere ? pod : null);
            if (isThere) pods[$"p{number}"] = pod!;
            else pods.Remove($"p{number}");
        }
        model.TakeChanges();

        foreach (var (port, claim) in model.Claims)
        {
            var wanted = pods.Values.Where(p => !p.IsOver)
                .SelectMany(p => PodAnnotations.ReadAttachments(p.Metadata.Annotation(PodAnnotations.MultusNetworks))!
                    .Select((a, i) => (Port: Cluster.Port(p.Spec!.NodeName!, uint.Parse(a.Name[^1..])), PodAnnotations.ReadWanted(p.Metadata.Annotation(PodAnnotations.L2smNetworks))[i].Name)))
                .Where(use => use.Port == port).Select(use => use.Name).Distinct().ToArray();
            claim.Network.ShouldBe(wanted.Length == 1 ? wanted[0] : null);
            (claim.Conflict is null).ShouldBe(wanted.Length == 1);
        }
    });

    private static Pod PodOf(uint name, string node, string network, uint port, string other, uint otherPort, int kind)
    {
        var pod = otherPort == 0 ? Cluster.Pod($"p{name}", node, (network, port)) : Cluster.Pod($"p{name}", node, (network, port), (other, otherPort));
        return kind switch
        {
            1 => pod.With(PodAnnotations.MultusStatus, null),
            2 => pod with { Status = new PodStatus { Phase = "Succeeded" } },
            _ => pod,
        };
    }

    private static void Tell(AttachmentModel model, Dictionary<SwitchPort, PortClaim> told)
    {
        foreach (var (port, claim) in model.TakeChanges())
            if (claim is null) told.Remove(port).ShouldBeTrue();
            else told[port] = claim;
    }

    private static IEnumerable<string> Show(IEnumerable<PodOnNetwork> pods) =>
        pods.Select(p => $"{p.Pod} {p.Node} {p.Port} {p.Interface} {p.MacAddress} {string.Join(",", p.IpAddresses)} {string.Join(",", p.Shortfalls.Select(s => s.Kind))}");
}
