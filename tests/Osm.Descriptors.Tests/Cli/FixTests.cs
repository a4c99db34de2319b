#pragma warning disable CA1416 // tests run on Linux

using System.Text;
using Osm.Descriptors.Tests.Packaging;

namespace Osm.Descriptors.Tests.Cli;

public sealed class FixTests : IDisposable
{
    private static readonly string Wrong = Samples.Vnfd.With("mgmt-cp: mgmt-ext", "mgmt-cp: \"mgmt\"  # by hand");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_changes_the_value_and_no_other_byte()
    {
        var text = "\ufeff" + Wrong.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n# é\u2028";
        var path = _folder.Write("knfd.yaml", Encoding.UTF8.GetBytes(text));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupExecute);

        var run = CliRun.Of("validate", path, "--fix");

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldContain("1 finding mended in 1 file");
        run.Output.ShouldContain("0 errors, 0 warnings");
        Encoding.UTF8.GetString(File.ReadAllBytes(path)).ShouldBe(text.With("\"mgmt\"", "\"mgmt-ext\""));
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupExecute);
        Directory.GetFiles(_folder.Path).ShouldBe([path]);
    }

    [Theory]
    [InlineData("cidr: 10.1.0.0/24  # ours", "cidr: 10.1.0.0/24  # ours\n            dhcp-enabled: false")]
    [InlineData("cidr: '10.1.0.0/24'", "cidr: '10.1.0.0/24'\r\n            dhcp-enabled: false")]
    [InlineData("\"cidr\": \"10.1.0.0/24\"", "\"cidr\": \"10.1.0.0/24\"\n            \"dhcp-enabled\": false")]
    public void It_writes_the_default_of_DHCP_as_OSM_takes_it(string cidr, string mended)
    {
        var ends = mended.Contains('\r') ? "\r\n" : "\n";
        var text = Samples.Nsd.With("cidr: 10.1.0.0/24", cidr).With("            dhcp-enabled: false\n", "").ReplaceLineEndings(ends);

        Mended(text).ShouldBe(text.With(cidr, mended));
    }

    [Theory]
    [InlineData("{ip-version: ipv4, cidr: 10.1.0.0/24}", "{ip-version: ipv4, cidr: 10.1.0.0/24, dhcp-enabled: false}")]
    [InlineData("{\"cidr\": \"10.1.0.0/24\", gateway-ip: 10.1.0.1}", "{\"cidr\": \"10.1.0.0/24\", \"dhcp-enabled\": false, gateway-ip: 10.1.0.1}")]
    [InlineData("{\n            cidr: 10.1.0.0/24\n            }", "{\n            cidr: 10.1.0.0/24, dhcp-enabled: false\n            }")]
    public void So_in_braces(string l3, string mended) => Mended(Nsd(l3)).ShouldBe(Nsd(mended));

    [Fact]
    public void What_comes_through_an_alias_or_a_merge_key_is_left_to_people()
    {
        var anchored = Nsd("*net").With("- id: ns\n", "- id: ns\n    description: &net {cidr: 10.1.0.0/24}\n");
        var merged = Nsd("\n            <<: *net\n            ip-version: ipv4").With("- id: ns\n", "- id: ns\n    description: &net {cidr: 10.1.0.0/24}\n");

        Mended(anchored).ShouldBe(anchored);
        Mended(merged).ShouldBe(merged);
    }

    private static string Nsd(string l3) =>
        Samples.Nsd.Replace(
            "l3-protocol-data:\n            ip-version: ipv4\n            cidr: 10.1.0.0/24\n            gateway-ip: 10.1.0.1\n            dhcp-enabled: false",
            $"l3-protocol-data: {l3}", StringComparison.Ordinal);

    private string Mended(string text)
    {
        var path = _folder.Write("nsd.yaml", text);
        var run = CliRun.Of("validate", path, "--fix");
        var after = File.ReadAllText(path);
        if (after != text)
            run.Output.ShouldNotContain("NET211");
        return after;
    }

    [Fact]
    public void Twice_is_as_once()
    {
        var path = _folder.Write("knfd.yaml", Wrong);
        CliRun.Of("validate", path, "--fix");
        var once = File.ReadAllBytes(path);
        var time = File.GetLastWriteTimeUtc(path);

        var run = CliRun.Of("validate", path, "--fix");

        run.Error.ShouldBeEmpty();
        File.ReadAllBytes(path).ShouldBe(once);
        File.GetLastWriteTimeUtc(path).ShouldBe(time);
    }

    [Fact]
    public void A_link_stays_one()
    {
        var path = _folder.Write("real/knfd.yaml", Wrong);
        var link = Path.Join(_folder.Path, "knfd.yaml");
        File.CreateSymbolicLink(link, path);

        CliRun.Of("validate", link, "--fix").ExitCode.ShouldBe(0);

        new FileInfo(link).LinkTarget.ShouldBe(path);
        File.ReadAllText(path).ShouldContain("\"mgmt-ext\"");
    }

    [Fact]
    public void Diff_shows_it_and_writes_nothing()
    {
        var path = _folder.Write("knfd.yaml", Wrong);

        var run = CliRun.Of("validate", path, "--diff", "--fail-on", "warning");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldStartWith($"--- {path}\n+++ {path}\n@@ -1,");
        run.Output.ShouldContain("-  mgmt-cp: \"mgmt\"  # by hand\n+  mgmt-cp: \"mgmt-ext\"  # by hand\n");
        File.ReadAllText(path).ShouldBe(Wrong);
    }

    [Fact]
    public void What_is_suppressed_is_not_mended()
    {
        var text = Wrong.With("# by hand", "# osm-l2sm: ignore NET202 delivered like this");
        var path = _folder.Write("knfd.yaml", text);

        CliRun.Of("validate", path, "--fix").ExitCode.ShouldBe(0);

        File.ReadAllText(path).ShouldBe(text);
    }

    [Fact]
    public void Archives_are_not_rewritten_and_that_is_said()
    {
        var bytes = Tar.Gz(("knf/knfd.yaml", Wrong));
        var path = _folder.Write("knf.tar.gz", bytes);

        var run = CliRun.Of("validate", path, "--fix");

        run.Error.ShouldContain("fixes are for files");
        File.ReadAllBytes(path).ShouldBe(bytes);
    }

    [Fact]
    public void The_summary_says_how_many_can_be_mended() =>
        CliRun.Of("validate", _folder.Write("knfd.yaml", Wrong)).Output.ShouldEndWith("; --fix mends 1\n");

    [Fact]
    public void Standard_input_is_shown_the_difference_but_not_mended()
    {
        CliRun.WithInput(Wrong, "validate", "-", "--diff").Output.ShouldContain("+  mgmt-cp: \"mgmt-ext\"");

        var run = CliRun.WithInput(Wrong, "validate", "-", "--fix");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("standard input cannot be written to");
    }
}
