using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Multus;
using L2sm.Kubernetes.Operator;
using L2sm.OpenFlow;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Drivers.Cluster;

/// <summary>The networks of OSM as wishes for a cluster.</summary>
/// <param name="store">What is wanted.</param>
/// <param name="changed">Tells what changed.</param>
/// <param name="services">Have what puts networks of others into the fabric and takes them out; it needs the backend in its turn.</param>
/// <param name="rule">How the datapath ids of nodes come about.</param>
/// <param name="defaultNamespace">Where L2Networks go about which the request said nothing.</param>
internal sealed class IntentWishes(IntentStore store, ChangedNames changed, IServiceProvider services, Func<DatapathRule> rule, string defaultNamespace) : INetworkWishes, INadWishes
{
    /// <summary>Annotation of what is made for OSM: RO's name of the network.</summary>
    public const string NetNameAnnotation = "osm-l2sm/net-name";

    private NamedNetworks Others => services.GetRequiredService<NamedNetworks>();

    public bool IsKnown => store.Fault is null;

    IReadOnlyCollection<NetworkWish> INetworkWishes.All => AllOf(Of);

    IReadOnlyCollection<NadWish> INadWishes.All => AllOf(NadOf);

    public void Subscribe(Action<string?> handler) => changed.Subscribe(handler);

    NetworkWish? INetworkWishes.Find(string network) => store.Current.Named(network) is { } wanted ? Of(wanted) : null;

    NadWish? INadWishes.Find(string name) => store.Current.Named(name) is { } wanted ? NadOf(wanted) : null;

    public Task EnsureOthersAsync(string network, IReadOnlyList<string> path, CancellationToken cancellation) =>
        Others.KeepAsync(network, path.Select(node => new DatapathId(Datapaths.Of(node, rule()))).ToEquatableArray(), cancellation);

    public Task ForgetOthersAsync(string network, CancellationToken cancellation) =>
        store.Current.Named(network) is { Owner: NetworkOwner.Rest, VirtualLink: null } ? Others.DeleteAsync(network, cancellation) : Task.CompletedTask;

    /// <summary>The addresses that the operator is to give out. Whether DHCP is asked for makes no difference: it is off where a descriptor says nothing.</summary>
    public static AddressWish AddressesOf(IpProfile? profile) =>
        new(profile?.SubnetAddress, profile?.SubnetAddress is null ? null : profile.GatewayAddress, profile?.DhcpStartAddress, profile?.DhcpCount is > 0 and var count ? count : null);

    private List<T> AllOf<T>(Func<NetworkIntent, T?> of) where T : class => [.. store.Current.ById.Values.Select(of).OfType<T>()];

    private NetworkWish? Of(NetworkIntent network)
    {
        if (network is not { Owner: NetworkOwner.Osm, IsManagement: false }) return null;
        var settings = SettingsOf(network);
        // What the operator could not do was refused when the network was asked for.
        AddressPlan.TryMake(AddressesOf(network.Request.IpProfile), out var plan, out _);
        return new NetworkWish(network.Id.ToString("D"), new ResourceKey(settings.Namespace ?? defaultNamespace, network.ClusterName))
        {
            Type = settings.Type ?? "vnet",
            Addresses = plan ?? AddressPlan.None,
            Annotations = AnnotationsOf(network),
        };
    }

    private static NadWish? NadOf(NetworkIntent network)
    {
        if (network is not { Owner: NetworkOwner.Osm, IsManagement: false }) return null;
        var settings = SettingsOf(network);
        return new NadWish(network.Id.ToString("D"), network.ClusterName)
        {
            Requested = [.. settings.Namespaces, .. settings.Namespace is { } space ? [space] : Array.Empty<string>()],
            Annotations = AnnotationsOf(network),
        };
    }

    private static ProviderProfile SettingsOf(NetworkIntent network) => ProviderProfile.Read(network.Request.ProviderProfile, new List<Violation>());

    private static Dictionary<string, string> AnnotationsOf(NetworkIntent network) => new(StringComparer.Ordinal)
    {
        [NetNameAnnotation] = network.Request.NetName,
        ["osm-l2sm/vim-account"] = network.Request.VimAccount,
    };
}
