using System.Text.Json;
using Osm.Descriptors.Cli.Lsp;

namespace Osm.Descriptors.Tests.Lsp;

/// <summary>The real program, driven over pipes as an editor does.</summary>
public sealed class LanguageServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Editor _editor = Editor.Started();
    private readonly string _vnfd;
    private readonly string _nsd;

    public LanguageServerTests()
    {
        _vnfd = _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        _nsd = _folder.Write("ns/nsd.yaml", Samples.Nsd);
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
    }

    public void Dispose()
    {
        _editor.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Findings_come_and_go_while_somebody_types()
    {
        _editor.OpenFile(_vnfd, Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost"));
        var finding = _editor.Diagnostics(_vnfd).Single(each => each.GetProperty("code").GetString() == "NET201");
        finding.GetProperty("severity").GetInt32().ShouldBe(1);
        finding.GetProperty("message").GetString()!.ShouldContain("'lost'");
        RangeOf(finding).ShouldBe((11, 21, 11, 25));

        _editor.Change(_vnfd, Samples.Vnfd);
        _editor.Diagnostics(_vnfd).ShouldNotContain(each => each.GetProperty("code").GetString() == "NET201");
    }

    [Fact]
    public void An_NSD_is_seen_with_the_VNFD_on_the_disk_and_with_the_one_that_is_being_typed()
    {
        _editor.OpenFile(_nsd, Samples.Nsd.With("constituent-cpd-id: data-ext", "constituent-cpd-id: new-ext"));
        _editor.Diagnostics(_nsd).ShouldContain(each => each.GetProperty("code").GetString() == "OSM009");

        // Opened in the other buffer, not saved: the NSD is right now.
        _editor.OpenFile(_vnfd, Samples.Vnfd.With("  kdu:\n", "  - id: new-ext\n    k8s-cluster-net: data\n  kdu:\n"));

        _editor.Diagnostics(_nsd).ShouldNotContain(each => each.GetProperty("code").GetString() == "OSM009");
    }

    [Fact]
    public void What_is_closed_has_no_findings_any_more()
    {
        _editor.OpenFile(_vnfd, "vnfd: [");
        _editor.Diagnostics(_vnfd).ShouldNotBeEmpty();

        _editor.Tell("textDocument/didClose", new { textDocument = new { uri = Editor.Uri(_vnfd) } });

        _editor.Diagnostics(_vnfd).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_is_no_descriptor_is_left_alone()
    {
        var values = _folder.Write("knf/helm-chart-v3s/chart/values.yaml", "a: 1\n");

        _editor.OpenFile(values, "a: [");

        _editor.Diagnostics(values).ShouldBeEmpty();
    }

    [Fact]
    public void Hover_tells_what_a_key_means()
    {
        _editor.OpenFile(_nsd, Samples.Nsd);

        var hover = _editor.Ask("textDocument/hover", At(_nsd, Samples.Nsd, "dhcp-enabled")).GetProperty("result").GetProperty("contents");

        hover.GetProperty("kind").GetString().ShouldBe("markdown");
        hover.GetProperty("value").GetString()!.ShouldStartWith("**dhcp-enabled** · true or false");
        hover.GetProperty("value").GetString()!.ShouldContain("OSM takes absent as false");
        _editor.Ask("textDocument/hover", At(_nsd, Samples.Nsd, "nsd:")).GetProperty("result").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("vnfd", "k8s-cluster-net: data", "k8s-cluster-net: ", "knf/knfd.yaml", "- id: data\n", "- id: ")]
    [InlineData("vnfd", "mgmt-cp: mgmt-ext", "mgmt-cp: ", "knf/knfd.yaml", "- id: mgmt-ext", "- id: ")]
    [InlineData("vnfd", "helm-chart: chart", "helm-chart: ", "knf/helm-chart-v3s/chart/Chart.yaml", "", "")]
    [InlineData("nsd", "constituent-cpd-id: data-ext", "constituent-cpd-id: ", "knf/knfd.yaml", "- id: data-ext", "- id: ")]
    [InlineData("nsd", "virtual-link-profile-id: data", "virtual-link-profile-id: ", "ns/nsd.yaml", "- id: data\n    df:", "- id: ")]
    [InlineData("nsd", "virtual-link-desc-id: data", "virtual-link-desc-id: ", "ns/nsd.yaml", "- id: data\n    df:", "- id: ")]
    [InlineData("nsd", "vnfd-id: knf", "vnfd-id: ", "knf/knfd.yaml", "id: knf", "id: ")]
    [InlineData("nsd", "    - knf", "    - ", "knf/knfd.yaml", "id: knf", "id: ")]
    public void Definition_leads_to_the_element_that_is_named(string from, string at, string before, string file, string target, string beforeTarget)
    {
        var (path, text) = from == "nsd" ? (_nsd, Samples.Nsd) : (_vnfd, Samples.Vnfd);
        _editor.OpenFile(path, text);

        var place = _editor.Ask("textDocument/definition", At(path, text, at, before.Length)).GetProperty("result").EnumerateArray().ShouldHaveSingleItem();

        place.GetProperty("uri").GetString().ShouldBe(Editor.Uri(Path.Join(_folder.Path, file)));
        var targetText = file.EndsWith("Chart.yaml") ? "" : file.EndsWith("nsd.yaml") ? Samples.Nsd : Samples.Vnfd;
        var expected = Position(targetText, target, beforeTarget.Length);
        (RangeOf(place).Line, RangeOf(place).Character).ShouldBe(expected);
    }

    [Fact]
    public void A_fix_is_a_code_action()
    {
        var text = Samples.Vnfd.With("mgmt-cp: mgmt-ext", "mgmt-cp: mgmt");
        _editor.OpenFile(_vnfd, text);

        var action = _editor.Ask("textDocument/codeAction", new
        {
            textDocument = new { uri = Editor.Uri(_vnfd) },
            range = new { start = new { line = 2, character = 0 }, end = new { line = 2, character = 0 } },
            context = new { diagnostics = Array.Empty<object>() },
        }).GetProperty("result").EnumerateArray().ShouldHaveSingleItem();

        action.GetProperty("kind").GetString().ShouldBe("quickfix");
        var edit = action.GetProperty("edit").GetProperty("changes").GetProperty(Editor.Uri(_vnfd)).EnumerateArray().ShouldHaveSingleItem();
        edit.GetProperty("newText").GetString().ShouldBe("mgmt-ext");
        RangeOf(edit).ShouldBe((2, 11, 2, 15));
    }

    [Fact]
    public void The_project_file_counts_and_its_faults_are_told_once()
    {
        _folder.Write(".osm-l2sm.yaml", "severities:\n  NET201: off\n");
        _editor.OpenFile(_vnfd, Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost"));
        _editor.Diagnostics(_vnfd).ShouldNotContain(each => each.GetProperty("code").GetString() == "NET201");

        _folder.Write(".osm-l2sm.yaml", "severity: {}\n");
        _editor.Tell("textDocument/didSave", new { textDocument = new { uri = Editor.Uri(_vnfd) } });

        _editor.Next(message => message.TryGetProperty("method", out var method) && method.GetString() == "window/showMessage")
            .GetProperty("params").GetProperty("message").GetString()!.ShouldContain("there is no setting 'severity'");
    }

    [Theory]
    [InlineData("{", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"x\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"no/such\"}", -32601)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"textDocument/hover\",\"params\":{}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"textDocument/hover\",\"params\":[1]}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":7}}", -32602)]
    public void A_malformed_message_gets_an_error_and_the_server_goes_on(string message, int code)
    {
        _editor.Send(message);

        _editor.Next(answer => answer.TryGetProperty("error", out _)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code);
        _editor.OpenFile(_vnfd, Samples.Vnfd);
        _editor.Diagnostics(_vnfd);
    }

    [Fact]
    public void A_message_that_is_too_long_is_skipped()
    {
        var length = MessageStream.MaxLength + 1;
        _editor.SendRaw($"Content-Length: {length}\r\n\r\n{new string(' ', length)}");

        _editor.Next(answer => answer.TryGetProperty("error", out _)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32600);
        _editor.Ask("shutdown", new { }).GetProperty("result").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("no header\r\n\r\n")]
    [InlineData("Content-Length: -1\r\n\r\n")]
    [InlineData("\r\n\r\n")]
    public void What_is_not_the_protocol_ends_it(string bytes)
    {
        _editor.SendRaw(bytes);

        _editor.Exit().ShouldBe(2);
    }

    [Fact]
    public void It_ends_as_the_editor_says()
    {
        _editor.Ask("shutdown", new { });
        _editor.Tell("exit", new { });

        _editor.Exit().ShouldBe(0);
    }

    [Fact]
    public void Without_shutdown_the_end_is_told_as_1() => _editor.Exit().ShouldBe(1);

    private static object At(string path, string text, string at, int plus = 0)
    {
        var (line, character) = Position(text, at, plus);
        return new { textDocument = new { uri = Editor.Uri(path) }, position = new { line, character } };
    }

    private static (int Line, int Character) Position(string text, string at, int plus)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal) + plus;
        return (text[..index].Count(character => character == '\n'), index - text[..index].LastIndexOf('\n') - 1);
    }

    private static (int Line, int Character, int EndLine, int EndCharacter) RangeOf(JsonElement element)
    {
        var (start, end) = (element.GetProperty("range").GetProperty("start"), element.GetProperty("range").GetProperty("end"));
        return (start.GetProperty("line").GetInt32(), start.GetProperty("character").GetInt32(), end.GetProperty("line").GetInt32(), end.GetProperty("character").GetInt32());
    }
}
