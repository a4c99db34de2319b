using System.Diagnostics;
using System.Globalization;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using L2smOsm.Testing.Kubernetes;
using L2smOsm.Testing.Kubernetes.Operator;
using Microsoft.Extensions.Logging.Abstractions;
using Osm.L2sm.V1;

namespace L2smOsm.Benchmarks.Clusters;

/// <summary>A cluster of 1,000 L2Networks and 10,000 pods, read from a cold start: on the real API server where it is, else on the one in this process.</summary>
internal static class ClusterSuite
{
    private const int Networks = 1_000, Nodes = 100, PodsPerNode = 100, Rounds = 3;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        ApiServer server = KubeApiServer.Missing is null ? await KubeApiServer.StartAsync() : await InProcessApiServer.StartAsync();
        try
        {
            await server.InstallAsync(Manifests.OperatorKinds);
            await server.InstallAsync(Manifests.MultusKinds);
            var place = await server.NewNamespaceAsync();
            yield return new($"1,000 L2Networks made by the reconciler, {server.Name}", await MakeNetworksAsync(server, place), "s");
            await MakeNodesAsync(server, place);
            await MakePodsAsync(server, place);
            var kubeconfig = Path.GetTempFileName();
            await File.WriteAllTextAsync(kubeconfig, server.Kubeconfig);
            var rounds = new List<double[]>();
            for (var round = 0; round < Rounds; round++) rounds.Add(await ColdStartAsync(kubeconfig, place));
            yield return new($"cold list of 1,000 L2Networks and 10,000 pods, {server.Name}", Samples.Median(rounds.Select(figures => figures[0])), "s");
            yield return new("the same: listed and reconciled", Samples.Median(rounds.Select(figures => figures[1])), "s");
            yield return new("the same: ports of pods known", Samples.Median(rounds.Select(figures => figures[4])), "ports");
            yield return new("the same: resident memory, the whole process", Samples.Median(rounds.Select(figures => figures[5])), "MiB");
            yield return new("the same: peak", Samples.Median(rounds.Select(figures => figures[6])), "MiB");
            yield return new("the same: live objects", Samples.Median(rounds.Select(figures => figures[7])), "MiB");
            await foreach (var figure in ServiceAsync(server, kubeconfig, place)) yield return figure;
            File.Delete(kubeconfig);
        }
        finally
        {
            (server as IDisposable)?.Dispose();
        }
    }

    /// <summary>The whole service on that cluster, whose networks are others' to it: each is written down and put into the fabric, and so is each port of a pod.</summary>
    private static async IAsyncEnumerable<Figure> ServiceAsync(ApiServer server, string kubeconfig, string place)
    {
        var built = Checkout.Path("artifacts", "bin", "Osm.L2sm.Connector", "release", "Osm.L2sm.Connector");
        if (!File.Exists(built))
        {
            Console.Error.WriteLine($"the service is not measured: there is no {built}; build/bench makes it");
            yield break;
        }
        await OperatorStandIn.InstallAsync(server, place);
        var watch = Stopwatch.StartNew();
        using var service = await MeasuredConnector.StartAsync(
            built, "--Backend=operator", $"--Kubernetes:Kubeconfig={kubeconfig}", $"--Kubernetes:Namespace={place}", $"--Kubernetes:OperatorNamespace={place}",
            "--Northbound:Address=127.0.0.1", "--Northbound:Port=0");
        while ((await service.Fabric.ListPortsAsync(new ListPortsRequest())).Ports.Count < Nodes * PodsPerNode)
        {
            if (watch.Elapsed > TimeSpan.FromMinutes(5)) throw new TimeoutException("the service does not come to know all ports");
            await Task.Delay(500);
        }
        yield return new("the service there: start to every port in its network", watch.Elapsed.TotalSeconds, "s");
        yield return new("the service there: resident memory", service.ResidentMebibytes, "MiB");
        yield return new("the service there: peak", service.PeakMebibytes, "MiB");
        await Task.Delay(TimeSpan.FromSeconds(30));
        yield return new("the service there: resident memory, 30 s later", service.ResidentMebibytes, "MiB");
    }

    private static async Task<double> MakeNetworksAsync(ApiServer server, string place)
    {
        var host = new BenchHost(Networks, place);
        var cache = new ResourceCache<L2Network>(server.Api, L2smKinds.L2Networks);
        using var reconciler = new NetworkReconciler(server.Api, cache, host, BenchHost.Owner, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        Task[] running = [cache.RunAsync(stop.Token), reconciler.RunAsync(stop.Token)];
        while (cache.Count < Networks) await Task.Delay(10);
        var elapsed = watch.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return elapsed;
    }

    private static async Task MakeNodesAsync(ApiServer server, string place)
    {
        await server.ApplyAsync($$$"""
            {apiVersion: l2sm.l2sm.k8s.local/v1, kind: Overlay, metadata: {name: overlay},
             spec: {provider: {name: p, domain: [d]}, interfaceNumber: {{{PodsPerNode}}}, topology: {nodes: [{{{string.Join(", ", Enumerable.Range(0, Nodes).Select(NodeOf))}}}] } } }
            """, place);
        for (var port = 1; port <= PodsPerNode; port++)
            await server.ApplyAsync($$$"""
                {apiVersion: k8s.cni.cncf.io/v1, kind: NetworkAttachmentDefinition, metadata: {name: overlay-veth{{{port}}}, labels: {app: l2sm, overlay: overlay}},
                 spec: {config: '{"cniVersion":"0.3.0","type":"bridge","bridge":"br{{{port}}}","mtu":1400,"device":"overlay-veth{{{port}}}","ipam":{"type":"static"}}'}}
                """, place);
    }

    // As large as pods are: the operator's and Multus's annotations, a container with its environment, volumes and probes.
    private static Task MakePodsAsync(ApiServer server, string place)
    {
        var pods = server.Untyped("v1", "Pod");
        return Parallel.ForAsync(0, Nodes * PodsPerNode, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, cancellation) =>
        {
            var (node, port) = (n / PodsPerNode, n % PodsPerNode + 1);
            var (network, address) = (BenchHost.NameOf(n % Networks), $"10.{n % Networks / 256}.{n % Networks % 256}.{n / Networks + 1}");
            var environment = string.Join(", ", Enumerable.Range(0, 20).Select(e => $"{{name: SETTING_{e}, value: 'a value of the usual length {e}'}}"));
            var pod = UntypedResource.From(Yaml.Read($$$"""
                metadata:
                  name: cnf-{{{n}}}
                  namespace: {{{place}}}
                  labels: {l2sm: "true", app.kubernetes.io/name: cnf, app.kubernetes.io/instance: ns-{{{n % Networks}}}, app.kubernetes.io/managed-by: Helm, pod-template-hash: 7c5ddbdf54}
                  annotations:
                    l2sm/networks: {{{network}}}
                    k8s.v1.cni.cncf.io/networks: '[{"name":"overlay-veth{{{port}}}","namespace":"{{{place}}}","ips":["{{{address}}}/24"]}]'
                    k8s.v1.cni.cncf.io/network-status: '[{"name":"kindnet","interface":"eth0","ips":["10.244.1.7"],"mac":"1a:2b:3c:4d:5e:6f","default":true,"dns":{},"gateway":["10.244.1.1"]},{"name":"{{{place}}}/overlay-veth{{{port}}}","interface":"net1","ips":["{{{address}}}"],"mac":"02:00:00:00:{{{n / 256:x2}}}:{{{n % 256:x2}}}","dns":{},"gateway":["<nil>"]}]'
                spec:
                  nodeName: {{{NodeOf(node)}}}
                  volumes: [{name: configuration, configMap: {name: cnf}}, {name: scratch, emptyDir: {}}]
                  containers:
                    - name: cnf
                      image: registry.example/cnf:1.2.3
                      env: [{{{environment}}}]
                      resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {cpu: "1", memory: 256Mi}}
                      volumeMounts: [{name: configuration, mountPath: /etc/cnf}, {name: scratch, mountPath: /tmp}]
                      livenessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 10}
                """)[0]);
            await pods.CreateAsync(pod, cancellation);
        });
    }

    private static async Task<double[]> ColdStartAsync(string kubeconfig, string place)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [MeasuredCaches.Verb, kubeconfig, $"{Networks}", place])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"the measured process ended with {process.ExitCode}");
        var figures = said.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        if (figures is not [_, _, Nodes * PodsPerNode, Networks, ..]) throw new InvalidOperationException($"it saw {figures[2]} pods and {figures[3]} networks");
        return figures;
    }

    private static string NodeOf(int node) => $"node-{node}";
}
