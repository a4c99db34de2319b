using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing.Kubernetes.InProcess;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>An API server for tests, shared by all tests of a run: each takes namespaces of its own.</summary>
public abstract class ApiServer
{
    private static int namespaces;
    private readonly ConcurrentDictionary<string, Lazy<Task>> installed = [];
    private readonly ConcurrentDictionary<(string ApiVersion, string Kind), KindInfo> kinds = new(KindInfo.BuiltIn.ToDictionary(kind => (kind.ApiVersion, kind.Kind)));
    private KubernetesApi? api;

    /// <summary>What it is and which version.</summary>
    public abstract string Name { get; }

    /// <summary>How its administrator gets in.</summary>
    public abstract ClusterConnection Admin { get; }

    /// <summary>The administrator's client, for what a test arranges and looks at.</summary>
    public KubernetesApi Api => LazyInitializer.EnsureInitialized(ref api, () => new KubernetesApi(Admin, new KubernetesApiOptions { FieldManager = "test" }));

    /// <summary>How a user gets in, who may nothing until a test gives a role; a service account is <c>system:serviceaccount:NAMESPACE:NAME</c>.</summary>
    public abstract ClusterConnection As(string user);

    /// <summary>The administrator's kubeconfig.</summary>
    public abstract string Kubeconfig { get; }

    /// <summary>Makes a namespace that no other test knows.</summary>
    public async Task<string> NewNamespaceAsync()
    {
        var name = $"test-{Environment.ProcessId}-{Interlocked.Increment(ref namespaces)}";
        await Api.Resources(BuiltInKinds.Namespaces).CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = name } });
        return name;
    }

    /// <summary>Lets the server forget all versions but the last, as it does by itself every five minutes.</summary>
    public abstract Task CompactAsync();

    /// <summary>
    /// Installs kinds (<see cref="Manifests"/>), once for all tests, and waits until they are served. They are the whole server's: a test that
    /// wants others of the same name takes an <see cref="InProcessApiServer"/> of its own.
    /// </summary>
    public Task InstallAsync(string definitions) => installed.GetOrAdd(definitions, text => new Lazy<Task>(() => InstallOnceAsync(text))).Value;

    /// <summary>Applies the documents of a YAML text, by force, each into the namespace that it names, or else into this one. A status is left out.</summary>
    public async Task<IReadOnlyList<UntypedResource>> ApplyAsync(string yaml, string? place = null)
    {
        var applied = new List<UntypedResource>();
        foreach (var document in Yaml.Read(yaml))
        {
            var resource = Placed(document, place, out var kind);
            applied.Add(await Untyped(kind).ApplyAsync(resource, isForced: true));
        }
        return applied;
    }

    /// <summary>Applies the status in the documents of a YAML text, by force.</summary>
    public async Task ApplyStatusAsync(string yaml, string? place = null)
    {
        foreach (var document in Yaml.Read(yaml))
        {
            var resource = Placed(document, place, out var kind);
            await Untyped(kind).ApplyStatusAsync(resource, isForced: true);
        }
    }

    /// <summary>The resources of a kind as they are.</summary>
    public ResourceClient<UntypedResource> Untyped(string apiVersion, string kind) => Untyped(KindOf(apiVersion, kind));

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Makes the namespace that every cluster has, and a server by itself not at once.</summary>
    protected Task MakeSystemNamespaceAsync() => ApplyAsync("{apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}");

    private async Task InstallOnceAsync(string text)
    {
        var definitions = Api.Resources(BuiltInKinds.CustomResourceDefinitions);
        foreach (var document in Yaml.Read(text))
        {
            var (applied, served) = (await Untyped(KindOf("apiextensions.k8s.io/v1", "CustomResourceDefinition")).ApplyAsync(UntypedResource.From(document), isForced: true), KindInfo.From(document));
            await Condition.ReachesAsync(async () => (await definitions.GetAsync(applied.Metadata.Key))!.IsEstablished, isEstablished => isEstablished, $"{applied.Metadata.Name} is established");
            foreach (var kind in served)
            {
                kinds[(kind.ApiVersion, kind.Kind)] = kind;
                await Condition.ReachesAsync(() => IsServedAsync(kind), isServed => isServed, $"{kind.FullName} are served");
            }
        }
    }

    private async Task<bool> IsServedAsync(KindInfo kind)
    {
        try
        {
            await foreach (var _ in Untyped(kind).ListAsync()) break;
            return true;
        }
        catch (KubernetesException e) when (e.IsTransient || e.Failure == KubernetesFailure.KindUnknown)
        {
            return false; // it was established a moment ago
        }
    }

    private UntypedResource Placed(JsonObject document, string? place, out KindInfo kind)
    {
        var resource = UntypedResource.From(document);
        kind = KindOf(document["apiVersion"]!.GetValue<string>(), document["kind"]!.GetValue<string>());
        if (kind.IsNamespaced && resource.Metadata.Namespace is null) resource.Metadata = resource.Metadata with { Namespace = place };
        return resource;
    }

    private KindInfo KindOf(string apiVersion, string kind) => kinds.TryGetValue((apiVersion, kind), out var known)
        ? known
        : throw new ArgumentException($"{apiVersion} {kind} is not known: InstallAsync its definition, or add it to KindInfo.BuiltIn");

    private ResourceClient<UntypedResource> Untyped(KindInfo kind) => Api.Resources(UntypedResource.KindOf(kind));
}
