using Grpc.Core;
using Osm.L2sm.Connector.Tests.Testing;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Grpc;

public sealed class NetworkLifecycleTests
{
    [Fact]
    public async Task A_network_is_made_shown_and_deleted()
    {
        await using var connector = await TestConnector.StartAsync();
        connector.Fabric.Connect(0xa1, "veth-a");

        var made = await connector.CreateAsync("Alpha_NS-vl_1", change: r =>
        {
            r.Tenant = "blue";
            r.IpProfile = new IpProfile { IpVersion = "IPv4", SubnetAddress = "10.0.1.0/24", DhcpEnabled = false };
        });

        made.CreatedItems.ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, string>("network", made.Id));
        var network = await connector.Networks.GetNetworkAsync(new GetNetworkRequest { Id = made.Id });
        network.ClusterName.ShouldBe("alpha-ns-vl-1");
        network.Status.ShouldBe(NetworkStatus.Active);
        network.StatusReason.ShouldBeEmpty();
        network.SegmentationId.ShouldBe(1u);
        network.NetworkType.ShouldBe("vxlan");
        network.Owned.ShouldBeTrue();
        network.IpProfile.SubnetAddress.ShouldBe("10.0.1.0/24");
        network.IpProfile.HasGatewayAddress.ShouldBeFalse();
        connector.Fabric.Wanted.Networks.Values.ShouldHaveSingleItem().Name.ShouldBe("alpha-ns-vl-1");

        (await connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = made.Id, CreatedItems = { made.CreatedItems } })).Existed.ShouldBeTrue();
        (await connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = made.Id })).Existed.ShouldBeFalse();
        connector.Fabric.Wanted.Networks.ShouldBeEmpty();
        var refusal = await Refusal.OfAsync(() => connector.Networks.GetNetworkAsync(new GetNetworkRequest { Id = made.Id }).ResponseAsync);
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.NotFound, "NETWORK_NOT_FOUND"));
    }

    [Fact]
    public async Task A_number_is_not_given_again_to_the_next_network()
    {
        await using var connector = await TestConnector.StartAsync();
        var first = await connector.CreateAsync("a-1");
        await connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = first.Id });
        (await connector.CreateAsync("a-1")).Network.SegmentationId.ShouldBe(first.Network.SegmentationId + 1);
    }

    [Fact]
    public async Task A_second_network_of_the_same_cluster_name_is_refused_with_why()
    {
        await using var connector = await TestConnector.StartAsync();
        var first = await connector.CreateAsync("home-office-berl-datanet");
        var refusal = await Refusal.OfAsync(() => connector.CreateAsync("Home_Office-berl-datanet"));
        (refusal.Code, refusal.Reason).ShouldBe((StatusCode.AlreadyExists, "NETWORK_NAME_TAKEN"));
        refusal.Message.ShouldContain(first.Id);
        refusal.Message.ShouldContain("first 16 characters");
    }

    [Fact]
    public async Task The_same_request_id_gives_the_same_network()
    {
        await using var connector = await TestConnector.StartAsync();
        var request = new CreateNetworkRequest { NetName = "a-1", NetType = "bridge", RequestId = Guid.NewGuid().ToString(), IpProfile = new IpProfile { GatewayAddress = "" } };
        var first = await connector.Networks.CreateNetworkAsync(request);
        // Absent and empty are the same request.
        request.IpProfile = null;
        request.RequestId = request.RequestId.ToUpperInvariant();
        (await connector.Networks.CreateNetworkAsync(request)).Id.ShouldBe(first.Id);
        (await connector.Networks.ListNetworksAsync(new ListNetworksRequest())).Networks.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Another_request_under_the_same_request_id_is_refused()
    {
        await using var connector = await TestConnector.StartAsync();
        var request = new CreateNetworkRequest { NetName = "a-1", NetType = "bridge", RequestId = Guid.NewGuid().ToString() };
        await connector.Networks.CreateNetworkAsync(request);
        request.Shared = true;
        var refusal = await Refusal.OfAsync(() => connector.Networks.CreateNetworkAsync(request).ResponseAsync);
        refusal.Code.ShouldBe(StatusCode.InvalidArgument);
        refusal.Fields.ShouldBe(["request_id"]);
    }

    [Fact]
    public async Task A_dead_RO_task_run_again_after_240_s_gets_its_network_back_once()
    {
        await using var connector = await TestConnector.StartAsync();
        var first = await connector.CreateAsync("a-1");
        connector.Clock.Advance(TimeSpan.FromSeconds(239));
        (await Refusal.OfAsync(() => connector.CreateAsync("a-1"))).Reason.ShouldBe("NETWORK_NAME_TAKEN");
        connector.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Refusal.OfAsync(() => connector.CreateAsync("a-1", "data"))).Reason.ShouldBe("NETWORK_NAME_TAKEN", "another request is another NS");
        (await connector.CreateAsync("a-1")).Id.ShouldBe(first.Id);
        (await Refusal.OfAsync(() => connector.CreateAsync("a-1"))).Reason.ShouldBe("NETWORK_NAME_TAKEN", "the second run is alive now");
    }

    [Fact]
    public async Task A_network_that_RO_polled_is_never_given_to_another_request()
    {
        using var folder = new TestFolder();
        string id;
        await using (var connector = await TestConnector.StartAsync(folder))
        {
            id = (await connector.CreateAsync("a-1")).Id;
            await connector.Networks.RefreshNetworksAsync(new RefreshNetworksRequest { Ids = { id } });
        }
        // The mark outlives the process.
        await using (var connector = await TestConnector.StartAsync(folder))
        {
            connector.Clock.Advance(TimeSpan.FromHours(1));
            (await Refusal.OfAsync(() => connector.CreateAsync("a-1"))).Reason.ShouldBe("NETWORK_NAME_TAKEN");
        }
    }

    [Fact]
    public async Task A_management_network_makes_nothing_and_is_one_per_name()
    {
        await using var connector = await TestConnector.StartAsync();
        var first = await connector.CreateAsync("mgmt", type: null);
        var again = await connector.CreateAsync("mgmt", type: "");
        again.Id.ShouldBe(first.Id);
        first.Network.Status.ShouldBe(NetworkStatus.Active);
        first.Network.Management.ShouldBeTrue();
        first.Network.Owned.ShouldBeFalse();
        first.Network.HasSegmentationId.ShouldBeFalse();
        connector.Fabric.Wanted.Networks.ShouldBeEmpty();

        (await Refusal.OfAsync(() => connector.CreateAsync("mgmt"))).Reason.ShouldBe("NETWORK_NAME_TAKEN");
        (await connector.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = first.Id })).Existed.ShouldBeTrue();
        (await connector.CreateAsync("mgmt", type: null)).Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task Refreshing_answers_for_every_id_and_knows_the_deleted()
    {
        await using var connector = await TestConnector.StartAsync();
        var made = await connector.CreateAsync("a-1");
        var answer = await connector.Networks.RefreshNetworksAsync(new RefreshNetworksRequest { Ids = { made.Id, "None", "", made.Id } });
        answer.Networks.Keys.ShouldBe([made.Id, "None", ""], ignoreOrder: true);
        answer.Networks["None"].Status.ShouldBe(NetworkStatus.Deleted);
        answer.Networks[made.Id].StatusReason.ShouldBe("NO_SWITCH_CONNECTED");
        answer.Networks[made.Id].Status.ShouldBe(NetworkStatus.Build);
    }

    [Fact]
    public async Task Lists_by_RO_name_first_and_by_cluster_name_only_where_there_is_none()
    {
        await using var connector = await TestConnector.StartAsync();
        var loud = await connector.CreateAsync("A_1", change: r => r.Shared = true);
        var other = await connector.CreateAsync("b-1", change: r => r.Tenant = "blue");

        (await ListAsync(new ListNetworksRequest())).ShouldBe([loud.Id, other.Id]);
        (await ListAsync(new ListNetworksRequest { Name = "A_1" })).ShouldBe([loud.Id]);
        (await ListAsync(new ListNetworksRequest { Name = "a-1" })).ShouldBe([loud.Id]);
        (await ListAsync(new ListNetworksRequest { Name = "A-1" })).ShouldBeEmpty();
        (await ListAsync(new ListNetworksRequest { Name = "" })).ShouldBeEmpty();
        (await ListAsync(new ListNetworksRequest { TenantId = "" })).ShouldBe([loud.Id]);
        (await ListAsync(new ListNetworksRequest { Id = other.Id.ToUpperInvariant() })).ShouldBe([other.Id]);
        (await ListAsync(new ListNetworksRequest { Id = "nonsense" })).ShouldBeEmpty();
        (await ListAsync(new ListNetworksRequest { Shared = true })).ShouldBe([loud.Id]);
        (await ListAsync(new ListNetworksRequest { Shared = false, TenantId = "blue" })).ShouldBe([other.Id]);
        (await ListAsync(new ListNetworksRequest { Shared = true, TenantId = "blue" })).ShouldBeEmpty();

        // A network of the exact name hides the one that has it in the cluster only.
        var exact = await connector.CreateAsync("a-1", change: r => r.ProviderNetworkProfile = Profiles.L2sm("network", "elsewhere"));
        (await ListAsync(new ListNetworksRequest { Name = "a-1" })).ShouldBe([exact.Id]);

        async Task<IEnumerable<string>> ListAsync(ListNetworksRequest request) => (await connector.Networks.ListNetworksAsync(request)).Networks.Select(n => n.Id);
    }

    [Fact]
    public async Task An_explicit_name_lets_two_NSs_with_the_same_beginning_live_side_by_side()
    {
        await using var connector = await TestConnector.StartAsync();
        await connector.CreateAsync("home-office-berl-datanet");
        var second = await connector.CreateAsync("home-office-berl-datanet", change: r => r.ProviderNetworkProfile = Profiles.L2sm("network", "mitte"));
        second.Network.ClusterName.ShouldBe("mitte");
        (await connector.Networks.ListNetworksAsync(new ListNetworksRequest { Name = "home-office-berl-datanet" })).Networks.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Connectivity_tells_version_backend_and_switches()
    {
        await using var connector = await TestConnector.StartAsync();
        connector.Fabric.Connect(0xa1);
        connector.Fabric.Connect(0xa2);
        connector.Fabric.Disconnect(0xa2);
        var answer = await connector.Networks.CheckConnectivityAsync(new CheckConnectivityRequest());
        (answer.Backend, answer.SwitchesConnected, answer.ServiceVersion).ShouldBe(("standalone", 1u, "0.1.0"));
    }
}
