using System.Diagnostics;
using System.Globalization;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;
using Microsoft.Extensions.Logging.Abstractions;

namespace L2smOsm.Benchmarks.Clusters;

/// <summary>
/// What is measured in a process of its own: caches and reconcilers from nothing until every pod's port is known and every network was looked at.
/// Says seconds and bytes, and ends.
/// </summary>
internal static class MeasuredCaches
{
    /// <summary>The argument that makes this program such a process.</summary>
    public const string Verb = "measured-cluster";

    public static async Task<int> RunAsync(string kubeconfig, int networks, string place)
    {
        var watch = Stopwatch.StartNew();
        using var api = new KubernetesApi(ClusterConnection.FromKubeconfig(kubeconfig));
        var host = new BenchHost(networks, place);
        var caches = AttachmentCaches.Of(api, NullLogger.Instance);
        var attachments = new AttachmentReconciler(caches, DatapathRule.OfBridge, host, host, TimeProvider.System, NullLogger.Instance);
        using var reconciler = new NetworkReconciler(api, caches.Networks, host, BenchHost.Owner, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        Task[] running = [caches.RunAsync(stop.Token), attachments.RunAsync(stop.Token), reconciler.RunAsync(stop.Token)];
        await caches.WhenSyncedAsync(stop.Token);
        var listed = watch.Elapsed;
        var ports = await host.Claimed;
        while (Enumerable.Range(0, networks).Any(n => reconciler.ProgressOf(BenchHost.NameOf(n)) is null)) await Task.Delay(10);
        var done = watch.Elapsed;
        var status = File.ReadLines("/proc/self/status").ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{listed.TotalSeconds} {done.TotalSeconds} {caches.Pods.Count} {caches.Networks.Count} {ports} {Mebibytes("VmRSS:")} {Mebibytes("VmHWM:")} {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0}"));
        await stop.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;

        double Mebibytes(string name) => double.Parse(status.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
