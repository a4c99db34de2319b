using System.Security.Cryptography;
using System.Text;
using Osm.Descriptors.Packaging.Patching;

namespace Osm.Descriptors.Tests.Packaging.Patching;

/// <summary>Lists of files keep their form: order, algorithm, blanks, line ends, what else stands in them.</summary>
public sealed class HashListTests
{
    private static readonly byte[] Old = "old"u8.ToArray();
    private static readonly byte[] New = "new"u8.ToArray();

    private const string Template = "knf/helm-chart-v3s/c/templates/a.yaml";

    [Theory]
    [InlineData("\n", "\t", "knf/")]
    [InlineData("\r\n", "  ", "knf/")]
    [InlineData("\n", " *", "./knf/")]
    [InlineData("\n", "  ", "")]
    public void One_hash_is_changed_and_nothing_else(string end, string blanks, string before)
    {
        foreach (var hash in new Func<byte[], byte[]>[] { MD5.HashData, SHA1.HashData, SHA256.HashData, SHA512.HashData })
        {
            var text = $"# made by hand{end}{Hex(hash, Old)}{blanks}{before}helm-chart-v3s/c/templates/a.yaml{end}{Hex(hash, New).ToUpperInvariant()}{blanks}{before}é.txt";
            var list = HashList.OfChecksums(Encoding.UTF8.GetBytes(text));

            list.Replace(Template, "knf/", () => new MemoryStream(Old), New).ShouldBeNull();

            Text(list).ShouldBe(text.Replace(Hex(hash, Old), Hex(hash, New), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_entry_comes_where_the_order_wants_it_and_goes_without_a_trace()
    {
        var text = string.Join("\r\n", new[] { "a.yaml", "b.yaml", "d.yaml" }.Select(file => $"{Hex(MD5.HashData, Old)}\tknf/helm-chart-v3s/c/templates/{file}"));
        foreach (var added in new[] { "0", "c", "e" })
        {
            var list = HashList.OfChecksums(Encoding.UTF8.GetBytes(text));
            list.Add($"knf/helm-chart-v3s/c/templates/{added}.tpl", "knf/", New);

            var lines = Text(list).Split("\r\n");
            lines.Length.ShouldBe(4);
            lines.ShouldBe(lines.OrderBy(line => line[33..], StringComparer.Ordinal));
            var again = HashList.OfChecksums(Encoding.UTF8.GetBytes(Text(list)));
            again.Remove($"knf/helm-chart-v3s/c/templates/{added}.tpl", "knf/");
            Text(again).ShouldBe(text);
        }
    }

    [Fact]
    public void Where_charts_are_not_listed_nothing_is_added()
    {
        var text = $"{Hex(MD5.HashData, Old)}\tknf/knfd.yaml\n";
        var list = HashList.OfChecksums(Encoding.UTF8.GetBytes(text));

        list.Add("knf/helm-chart-v3s/c/osm-l2sm.patch", "knf/", New);

        Text(list).ShouldBe(text);
    }

    [Theory]
    [InlineData("SHA-256", "\n")]
    [InlineData("SHA-512", "\r\n")]
    public void A_manifest_is_kept_up_block_by_block(string algorithm, string end)
    {
        Func<byte[], byte[]> hash = algorithm == "SHA-256" ? SHA256.HashData : SHA512.HashData;
        var text = $"vnfd_id: knf{end}vnfm_info: OSM{end}{end}" + string.Concat(new[] { "a.yaml", "b.yaml" }
            .Select(file => $"Source: Scripts/helm-chart-v3s/c/templates/{file}{end}Algorithm: {algorithm}{end}Hash: {Hex(hash, Old)}{end}{end}"));
        var list = HashList.OfManifest(Encoding.UTF8.GetBytes(text));

        list.Replace("Scripts/helm-chart-v3s/c/templates/b.yaml", "", () => new MemoryStream(Old), New).ShouldBeNull();
        list.Add("Scripts/helm-chart-v3s/c/osm-l2sm.patch", "", New);

        Text(list).ShouldContain($"Source: Scripts/helm-chart-v3s/c/templates/b.yaml{end}Algorithm: {algorithm}{end}Hash: {Hex(hash, New)}{end}");
        Text(list).ShouldContain($"Source: Scripts/helm-chart-v3s/c/osm-l2sm.patch{end}Algorithm: {algorithm}{end}Hash: {Hex(hash, New)}{end}{end}");
        var again = HashList.OfManifest(Encoding.UTF8.GetBytes(Text(list)));
        again.Remove("Scripts/helm-chart-v3s/c/osm-l2sm.patch", "");
        again.Replace("Scripts/helm-chart-v3s/c/templates/b.yaml", "", () => new MemoryStream(New), Old).ShouldBeNull();
        Text(again).ShouldBe(text);
    }

    [Fact]
    public void A_hash_that_is_wrong_is_told_with_what_it_was()
    {
        var list = HashList.OfChecksums(Encoding.UTF8.GetBytes($"{new string('0', 32)}\tknf/helm-chart-v3s/c/templates/a.yaml\n"));

        list.Replace(Template, "knf/", () => new MemoryStream(Old), New).ShouldBe(new string('0', 32));
        list.Restore(Template, "knf/", new string('0', 32));
        Text(list).ShouldStartWith(new string('0', 32));
    }

    private static string Text(HashList list) => Encoding.UTF8.GetString(list.ToBytes());

    private static string Hex(Func<byte[], byte[]> hash, byte[] content) => Convert.ToHexStringLower(hash(content));
}
