using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing;
using Osm.Descriptors.Instantiation;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>
/// <c>osm-l2sm params --manifests</c> prints what the service makes. Neither knows the other's code: what the CLI printed stands in its own golden
/// files, and the service's objects are compared with them here.
/// </summary>
public sealed class ManifestTests
{
    private const string Printed = "tests/Osm.Descriptors.Tests/Instantiation/Golden";

    [Fact]
    public void The_L2Networks_that_the_CLI_prints_are_those_of_the_service()
    {
        var items = JsonNode.Parse(Golden.Read($"{Printed}/many-l2networks-json.txt").Split("\non standard error:\n")[0])!["items"]!.AsArray();
        (string NetName, string Name, AddressWish Addresses)[] wishes =
        [
            ("Home of the Müll-data.with.a.long", "home-of-the-m-ll-data-with-a-long", new AddressWish("10.20.0.0/22", "10.20.0.1")),
            ("Home of the Müll-net.b", "home-of-the-m-ll-net-b", new AddressWish(null)),
            ("Home of the Müll-inner.bus", "home-of-the-m-ll-inner-bus", new AddressWish("192.168.7.0/26")),
        ];

        items.Count.ShouldBe(wishes.Length);
        foreach (var (item, wish) in items.Zip(wishes))
        {
            AddressPlan.TryMake(wish.Addresses, out var plan, out _).ShouldBeTrue();
            var network = NetworkPlan.ObjectOf(new NetworkWish("id", new ResourceKey(null, wish.Name)) { Addresses = plan, Annotations = new Dictionary<string, string> { ["osm-l2sm/net-name"] = wish.NetName } }, new Ownership("x", "x.example", "y"));
            var made = JsonSerializer.SerializeToNode(network with { Metadata = network.Metadata with { Labels = null } }, L2smKinds.L2Networks.Json)!.AsObject();

            item!["apiVersion"]!.GetValue<string>().ShouldBe(L2smKinds.L2Networks.ApiVersion);
            item["kind"]!.GetValue<string>().ShouldBe(L2smKinds.L2Networks.Kind);
            JsonNode.DeepEquals(item["metadata"], made["metadata"]).ShouldBeTrue($"{item}\n{made}");
            JsonNode.DeepEquals(item["spec"], made["spec"]).ShouldBeTrue($"{item}\n{made}");
        }
    }

    [Fact]
    public void The_configuration_of_an_attachment_is_the_one_that_the_first_operator_finds()
    {
        var printed = Golden.Read($"{Printed}/reference-nads.txt");

        printed.ShouldContain(AttachmentConfig.L2smV1Mark);
        var lines = printed.Split("config: |-\n")[1].TrimEnd('\n').Split('\n').Select(line => line[4..]);
        string.Join('\n', lines).ShouldBe(AttachmentConfig.L2smV1);
    }

    [Fact]
    public void Both_give_the_operator_the_same_addresses() =>
        Gen.Select(Gen.UInt, Gen.Int[0, 32], Gen.Int[0, 300], Gen.Bool).Sample(
            (number, length, offset, hasGateway) =>
            {
                var network = length == 0 ? 0 : number & (uint.MaxValue << (32 - length));
                var gateway = hasGateway ? Text((uint)(network + offset)) : null;
                AddressPlan.TryMake(new AddressWish($"{Text(network)}/{length}", gateway), out var service, out _);
                var cli = OperatorAddresses.TryMake($"{Text(network)}/{length}", gateway);

                (cli?.NetworkCidr, cli?.PodAddressRange).ShouldBe((service?.NetworkCidr, service?.PodAddressRange), $"{Text(network)}/{length} {gateway}");
            },
            iter: 20_000);

    private static string Text(uint address) => $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";
}
