using System.Text.Json;

namespace Osm.Descriptors.Tests.Cli;

public sealed class ValidateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_descriptor_ends_with_0()
    {
        var (exitCode, output, error) = Run("validate", _folder.Write("knfd.yaml", Samples.Vnfd));

        exitCode.ShouldBe(0);
        output.ShouldBe("1 descriptor: 0 errors, 0 warnings, 0 notes\n");
        error.ShouldBeEmpty();
    }

    [Fact]
    public void An_error_ends_with_1_and_one_line_that_editors_can_jump_by()
    {
        var path = _folder.Write("knfd.yaml", Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost"));

        var (exitCode, output, _) = Run("validate", path);

        exitCode.ShouldBe(1);
        output.ShouldStartWith($"{path}:12:22: error NET201 ext-cpd 'data-ext'");
        output.Split('\n')[1].ShouldStartWith("    add '- id: lost'");
    }

    [Theory]
    [InlineData("error", 0)]
    [InlineData("warning", 1)]
    [InlineData("note", 1)]
    public void Fail_on_decides_which_severity_counts(string failOn, int expected)
    {
        var path = _folder.Write("knfd.yaml", Samples.Vnfd.With("mgmt-cp: mgmt-ext", "mgmt-cp: mgmt"));

        Run("validate", "--fail-on", failOn, path).ExitCode.ShouldBe(expected);
    }

    [Fact]
    public void Json_tells_the_same_to_programs()
    {
        var path = _folder.Write("knfd.yaml", Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: \"\\e[31mé\""));

        var (exitCode, output, _) = Run("validate", "--format", "json", path);

        exitCode.ShouldBe(1);
        using var json = JsonDocument.Parse(output);
        json.RootElement.GetProperty("errors").GetInt32().ShouldBe(1);
        var finding = json.RootElement.GetProperty("findings").EnumerateArray().ShouldHaveSingleItem();
        finding.GetProperty("rule").GetString().ShouldBe("NET201");
        finding.GetProperty("severity").GetString().ShouldBe("error");
        finding.GetProperty("file").GetString().ShouldBe(path);
        finding.GetProperty("line").GetInt32().ShouldBe(12);
        finding.GetProperty("column").GetInt32().ShouldBe(22);
        finding.GetProperty("message").GetString()!.ShouldContain("\u001b[31mé");
    }

    [Fact]
    public void Input_cannot_steer_the_terminal()
    {
        var path = _folder.Write("knfd.yaml", Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: \"\\e[31m\\nx\""));

        Run("validate", path).Output.ShouldNotContain('\u001b');
    }

    [Fact]
    public void An_unreadable_input_ends_with_2_and_the_others_are_still_checked()
    {
        var broken = _folder.Write("knfd.yaml", Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost"));

        var (exitCode, output, error) = Run("validate", Path.Join(_folder.Path, "nowhere.yaml"), broken);

        exitCode.ShouldBe(2);
        output.ShouldContain("NET201");
        error.ShouldContain("nowhere.yaml: there is no such file");
    }

    [Theory]
    [InlineData]
    [InlineData("validate")]
    [InlineData("validate", "--format", "xml", ".")]
    [InlineData("validate", "--fail-on", "never", ".")]
    [InlineData("validate", "--no-such-option", ".")]
    [InlineData("no-such-command")]
    public void Wrong_usage_ends_with_2_and_says_so(params string[] arguments)
    {
        var (exitCode, output, error) = Run(arguments);

        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldStartWith("osm-l2sm: ");
    }

    [Fact]
    public void Help_ends_with_0_and_names_the_options()
    {
        var (exitCode, output, _) = Run("validate", "--help");

        exitCode.ShouldBe(0);
        output.ShouldContain("--format");
        output.ShouldContain("--fail-on");
        // A default that is no text of ours: a type's name in the help.
        output.ShouldNotContain("Map {");
    }

    private static CliRun Run(params string[] arguments) => CliRun.Of(arguments);
}
