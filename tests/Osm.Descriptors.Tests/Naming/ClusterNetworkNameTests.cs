using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Osm.Descriptors.Naming;

namespace Osm.Descriptors.Tests.Naming;

public sealed partial class ClusterNetworkNameTests
{
    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char["aZ09-_. ÄßK😀é"], 0, 40],
        Gen.Int[0, 3].Select(index => new[] { "status", "PORT", "mirror port", "-status-" }[index]));

    public static TheoryData<string> Vectors()
    {
        using var document = ReadVectors();
        return [.. document.RootElement.EnumerateArray().Select(vector => vector.GetRawText())];
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Each_shared_vector_gives_its_name_or_its_error(string json)
    {
        using var document = JsonDocument.Parse(json);
        var vector = document.RootElement;
        var netName = vector.GetProperty("netName").GetString()!;
        if (vector.TryGetProperty("nsName", out var nsName))
            ClusterNetworkName.NetName(nsName.GetString()!, vector.GetProperty("vldId").GetString()!).ShouldBe(netName);

        var named = ClusterNetworkName.TryFromNetName(netName, out var name, out var error);

        if (vector.TryGetProperty("expected", out var expected))
        {
            named.ShouldBeTrue(error);
            name.ShouldBe(expected.GetString());
            error.ShouldBeNull();
            return;
        }

        named.ShouldBeFalse();
        name.ShouldBeNull();
        error.ShouldNotBeNull().ShouldContain(vector.GetProperty("error").GetString() == "empty" ? "no letter" : "63");
    }

    [Fact]
    public void There_are_enough_vectors_of_both_outcomes()
    {
        using var document = ReadVectors();
        var vectors = document.RootElement.EnumerateArray().ToArray();

        vectors.Length.ShouldBeGreaterThanOrEqualTo(30);
        vectors.Count(vector => vector.TryGetProperty("error", out _)).ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public void A_name_is_always_a_DNS_1123_label_and_no_reserved_word() =>
        AnyText.Sample(text =>
        {
            if (!ClusterNetworkName.TryFromNetName(text, out var name, out _))
                return;
            DnsLabel().IsMatch(name).ShouldBeTrue(name);
            name.ShouldNotBeOneOf("status", "port", "mirror-port");
        });

    [Fact]
    public void The_name_of_a_name_is_the_name() =>
        AnyText.Sample(text =>
        {
            if (!ClusterNetworkName.TryFromNetName(text, out var name, out _))
                return;
            ClusterNetworkName.TryFromNetName(name, out var again, out _).ShouldBeTrue();
            again.ShouldBe(name);
        });

    [Fact]
    public void Either_a_name_or_an_error_is_given_never_both() =>
        AnyText.Sample(text => ClusterNetworkName.TryFromNetName(text, out var name, out var error) == (name is not null) && name is null != error is null);

    [Fact]
    public void A_net_name_of_RO_fits_whatever_the_NS_is_called() =>
        Gen.Select(AnyText, AnyText).Sample((nsName, vldId) =>
        {
            var netName = ClusterNetworkName.NetName(nsName + "a", vldId);
            if (!ClusterNetworkName.TryFromNetName(netName, out _, out var error))
                error.ShouldContain("no letter");
        });

    [Fact]
    public void A_lone_surrogate_counts_as_one_character_and_is_a_separator()
    {
        var half = new string('\ud83d', 20);

        ClusterNetworkName.NetName(half, "vl").ShouldBe(half[..16] + "-vl");
        ClusterNetworkName.TryFromNetName("a\ud83db", out var name, out _).ShouldBeTrue();
        name.ShouldBe("a-b");
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DnsLabel();

    private static JsonDocument ReadVectors() =>
        JsonDocument.Parse(File.ReadAllText(Path.Join(Repository.Root, "tests", "naming-vectors.json")));
}
