using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using L2smOsm.Testing.Kubernetes.Operator;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests.Running.Nodes;

/// <summary>
/// Everything of a cluster with L2S-M that this machine can have: an API server, two nodes with real switches joined by VXLAN, replicas of the service as
/// processes, and stand-ins for the operator, Multus and kubelets, which call the service and make pods as namespaces.
/// </summary>
internal sealed class ClusterLab : IAsyncDisposable
{
    public const string RoleLabel = "osm-l2sm/role";

    private readonly TestFolder folder = new();
    private readonly List<Cnf> cnfs = [];
    private readonly HttpClient http;

    private ClusterLab(ApiServer server, string space)
    {
        (Server, Space) = (server, space);
        http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ToLeaderAsync, PooledConnectionLifetime = TimeSpan.Zero });
    }

    public ApiServer Server { get; }

    /// <summary>The namespace of all of it.</summary>
    public string Space { get; }

    public OperatorStandIn Operator { get; private set; } = null!;

    public List<NodeMachine> Nodes { get; } = [];

    /// <summary>The service's processes; that of pod <c>replica-N</c> is the Nth.</summary>
    public List<Service> Replicas { get; } = [];

    public TestFolder Folder => folder;

    public static async Task<ClusterLab> StartAsync(string on, int replicas)
    {
        var server = await ApiServers.GetAsync(on);
        var lab = new ClusterLab(server, await server.NewNamespaceAsync());
        try
        {
            string[] nodes = [$"{lab.Space}-node1", $"{lab.Space}-node2"];
            await OperatorStandIn.InstallAsync(server, lab.Space, nodes);
            lab.Operator = new OperatorStandIn(server.Api, lab.Space, lab.http);
            await lab.Operator.MakeOverlayAsync(server.Api, nodes, interfaces: 3);
            foreach (var node in nodes) lab.Nodes.Add(await NodeMachine.StartAsync(node, Datapaths.Of(node, DatapathRule.OfBridge), ports: 3));
            await NodeMachine.JoinAsync(lab.Nodes[0], lab.Nodes[1]);
            await File.WriteAllTextAsync(lab.Kubeconfig, server.Kubeconfig);
            for (var i = 0; i < replicas; i++) await lab.AddReplicaAsync();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a replica leads and Services lead to it; gives its number.</summary>
    public async Task<int> LeaderAsync() => NumberOf((await Condition.ReachesAsync(LabelledAsync, pods => pods.Length == 1, "one replica leads", TimeSpan.FromSeconds(60)))[0]);

    /// <summary>One address for the switches, which leads to the OpenFlow port of the leader, as the Service that they know does.</summary>
    public ServiceAddress SwitchesServedByLeader() => ServiceAddress.Open(cancellation => ConnectAsync(replica => replica.OpenFlow, cancellation));

    /// <summary>The pods that Services lead to.</summary>
    public async Task<string[]> LabelledAsync()
    {
        var names = new List<string>();
        await foreach (var pod in Server.Api.Resources(BuiltInKinds.Pods).ListAsync(new ResourceScope { Namespace = Space, Labels = $"{RoleLabel}=leader" })) names.Add(pod.Metadata.Name!);
        return [.. names];
    }

    /// <summary>Who holds the Lease.</summary>
    public async Task<Lease> LeaseAsync() => (await Server.Api.Resources(BuiltInKinds.Leases).GetAsync(new ResourceKey(Space, "osm-l2sm"))).ShouldNotBeNull();

    /// <summary>Waits until both switches are in sync and the tunnel between them is seen and written down.</summary>
    public async Task InSyncAsync(Service leader)
    {
        await Condition.ReachesAsync(
            async () => (await leader.Fabric.ListLinksAsync(new ListLinksRequest())).Links, links => links is [{ Carrier: LinkCarrier.TunnelId, Remembered: false }], "the tunnel is seen", TimeSpan.FromSeconds(60));
        foreach (var node in Nodes) await Condition.ReachesAsync(node.Ovs.TablesAsync, tables => tables.Contains("in_port=100", StringComparison.Ordinal), "so is its rule", TimeSpan.FromSeconds(60));
        await Condition.ReachesAsync(
            async () => (await leader.Fabric.ListSwitchesAsync(new ListSwitchesRequest())).Switches, seen => seen.Count(s => s is { Connected: true, InSync: true }) == 2, "both switches are in sync", TimeSpan.FromSeconds(60));
        await Condition.ReachesAsync(
            () => Server.Api.Resources(BuiltInKinds.ConfigMaps).GetAsync(new ResourceKey(Space, "osm-l2sm-fabric")),
            map => map?.Data?.Values.Any(text => Nodes.All(n => text.Contains($"{Datapaths.Of(n.Name, DatapathRule.OfBridge):x16}", StringComparison.Ordinal))) == true, "the tunnel is written down", TimeSpan.FromSeconds(60));
    }

    /// <summary>What both switches hold.</summary>
    public async Task<string> TablesAsync() => string.Join('\n', await Task.WhenAll(Nodes.Select(node => node.Ovs.TablesAsync())));

    public static async Task<string> CreateAsync(Service leader, string name, string subnet) => (await leader.Networks.CreateNetworkAsync(new CreateNetworkRequest
    {
        NetName = name, NetType = "bridge", RequestId = Guid.NewGuid().ToString(), IpProfile = new IpProfile { IpVersion = "IPv4", SubnetAddress = subnet },
    })).Id;

    /// <summary>Asks as RO does.</summary>
    public static async Task<Network> StatusAsync(Service leader, string id) =>
        (await leader.Networks.RefreshNetworksAsync(new RefreshNetworksRequest { Ids = { id } })).Networks[id];

    public static Task<Network> ActiveAsync(Service leader, string id, uint ports) => Condition.ReachesAsync(
        () => StatusAsync(leader, id), n => n.Status == NetworkStatus.Active && n.Ports == ports && n.PortsConfirmed == ports, $"active with {ports} ports", TimeSpan.FromSeconds(60));

    /// <summary>Makes a pod on a node and waits for its interfaces; the operator's answer and Multus's status say which they are.</summary>
    public async Task<Cnf> RunPodAsync(string name, NodeMachine node, string wanted)
    {
        await Operator.Webhook.MakePodAsync(Server, name, node.Name, wanted);
        var pod = await Condition.ReachesAsync(
            () => Server.Api.Resources(BuiltInKinds.Pods).GetAsync(new ResourceKey(Space, name)), p => p?.Metadata.Annotation(PodAnnotations.MultusStatus) is not null, $"{name} runs", TimeSpan.FromSeconds(60));
        var given = PodAnnotations.ReadAttachments(pod!.Metadata.Annotation(PodAnnotations.MultusNetworks)).ShouldNotBeNull();
        var macs = JsonNode.Parse(pod.Metadata.Annotation(PodAnnotations.MultusStatus)!)!.AsArray().Skip(1).Select(one => (string)one!["mac"]!);
        var cnf = new Cnf(name, await NetworkSpace.StartAsync(), [.. given.Select(one => one.Ips[0].Split('/')[0])]);
        cnfs.Add(cnf);
        foreach (var (i, (attachment, mac)) in given.Zip(macs).Index())
            await node.PlugAsync(cnf.Space, $"net{i + 1}", uint.Parse(attachment.Name["overlay-veth".Length..]), mac, attachment.Ips[0]);
        return cnf;
    }

    /// <summary>Deletes a pod, and waits until the operator has let it go.</summary>
    public async Task DeletePodAsync(Cnf cnf)
    {
        await cnf.DisposeAsync();
        cnfs.Remove(cnf);
        await Operator.Webhook.DeletePodAsync(cnf.Name);
        await Condition.ReachesAsync(
            () => Server.Api.Resources(BuiltInKinds.Pods).GetAsync(new ResourceKey(Space, cnf.Name)), pod => pod is null, $"{cnf.Name} is gone", TimeSpan.FromSeconds(60));
    }

    public async Task AddReplicaAsync()
    {
        var pod = $"replica-{Replicas.Count}";
        await Server.ApplyAsync("{apiVersion: v1, kind: Pod, metadata: {name: " + pod + "}, spec: {containers: [{name: connector, image: connector}]}}", Space);
        Replicas.Add(await StartReplicaAsync(pod));
    }

    /// <summary>Starts the process of a replica again, in the same pod, as a kubelet does with one that died.</summary>
    public async Task RestartReplicaAsync(int number)
    {
        await Replicas[number].DisposeAsync();
        Replicas[number] = await StartReplicaAsync($"replica-{number}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas) await replica.DisposeAsync();
        if (Operator is not null) await Operator.DisposeAsync();
        http.Dispose();
        foreach (var cnf in cnfs) await cnf.DisposeAsync();
        foreach (var node in Nodes) await node.DisposeAsync();
        folder.Dispose();
    }

    private string Kubeconfig => Path.Combine(folder.Path, "kubeconfig");

    private Task<Service> StartReplicaAsync(string pod) => Service.StartAsync(
        folder.Store, 0, Service.OperatorBackend, $"--Kubernetes:Kubeconfig={Kubeconfig}", $"--Kubernetes:Namespace={Space}", $"--Kubernetes:OperatorNamespace={Space}",
        $"--Kubernetes:PodName={pod}", "--OpenFlow:Address=0.0.0.0");

    // What the Service l2sm-controller-service does.
    private async ValueTask<Stream> ToLeaderAsync(SocketsHttpConnectionContext context, CancellationToken cancellation) =>
        await ConnectAsync(replica => replica.Northbound, cancellation) ?? throw new HttpRequestException("the Service leads nowhere");

    private async Task<NetworkStream?> ConnectAsync(Func<Service, IPEndPoint> endpoint, CancellationToken cancellation)
    {
        if (await LabelledAsync() is not [var pod]) return null;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, endpoint(Replicas[NumberOf(pod)]).Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose(); // dead, and labelled still
            return null;
        }
    }

    private static int NumberOf(string pod) => int.Parse(pod["replica-".Length..], CultureInfo.InvariantCulture);
}
