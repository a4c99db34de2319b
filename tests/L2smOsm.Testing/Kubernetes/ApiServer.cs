using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>An API server for tests, shared by all tests of a run: each takes namespaces of its own.</summary>
public abstract class ApiServer
{
    private static int namespaces;
    private KubernetesApi? api;

    /// <summary>What it is and which version.</summary>
    public abstract string Name { get; }

    /// <summary>How its administrator gets in.</summary>
    public abstract ClusterConnection Admin { get; }

    /// <summary>The administrator's client, for what a test arranges and looks at.</summary>
    public KubernetesApi Api => LazyInitializer.EnsureInitialized(ref api, () => new KubernetesApi(Admin, new KubernetesApiOptions { FieldManager = "test" }));

    /// <summary>How a user gets in, who may nothing until a test gives a role; a service account is <c>system:serviceaccount:NAMESPACE:NAME</c>.</summary>
    public abstract ClusterConnection As(string user);

    /// <summary>Makes a namespace that no other test knows.</summary>
    public async Task<string> NewNamespaceAsync()
    {
        var name = $"test-{Environment.ProcessId}-{Interlocked.Increment(ref namespaces)}";
        await Api.Resources(BuiltInKinds.Namespaces).CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = name } });
        return name;
    }

    /// <summary>Lets the server forget all versions but the last, as it does by itself every five minutes.</summary>
    public abstract Task CompactAsync();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
