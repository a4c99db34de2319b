using Osm.Descriptors.Cli;
using Osm.Descriptors.Cli.Reports;

namespace Osm.Descriptors.Tests.Cli;

public sealed class TerminalReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public TerminalReportTests() => _path = _folder.Write("knfd.yaml", Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: \"\\e[31mlost\""));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_terminal_gets_the_line_with_a_caret_below_what_is_wrong()
    {
        var run = CliRun.In(Surroundings.None with { OutputIsTerminal = true, Variable = name => name == "NO_COLOR" ? "1" : null }, "validate", _path);

        var lines = run.Output.Split('\n');
        lines[0].ShouldStartWith("error NET201 ext-cpd 'data-ext'");
        lines[1].ShouldBe($"   ╭─ {_path}:12:22");
        lines[2].ShouldBe("12 │     k8s-cluster-net: \"\\e[31mlost\"");
        lines[3].ShouldBe("   │                      ^^^^^^^^^^^^");
        lines[4].ShouldStartWith("   ╰─ cure: add '- id:");
        lines[6].ShouldBe("    1  error   NET201  An ext-cpd's k8s-cluster-net is one of k8s-cluster.nets");
        run.Output.ShouldNotContain('\u001b');
    }

    [Fact]
    public void Colours_are_ours_alone()
    {
        var run = CliRun.OnTerminal("validate", _path);

        run.Output.ShouldStartWith("\u001b[1;31merror NET201\u001b[0m ");
        run.Output.ShouldNotContain("\u001b[31mlost");
    }

    [Theory]
    [InlineData("auto", false, "TERM", false)]
    [InlineData("auto", true, "COLUMNS", true)]
    [InlineData("auto", true, "NO_COLOR", false)]
    [InlineData("auto", true, "TERM", false)]
    [InlineData("always", false, "NO_COLOR", true)]
    [InlineData("never", true, "COLUMNS", false)]
    public void Colours_are_for_terminals_unless_the_user_says_otherwise(string option, bool terminal, string variable, bool expected)
    {
        var surroundings = Surroundings.None with { OutputIsTerminal = terminal, Variable = name => name == variable ? "dumb" : null };

        CliRun.In(surroundings, "validate", "--color", option, _path).Output.Contains('\u001b').ShouldBe(expected);
    }

    [Theory]
    [InlineData("ab cd", 3, 5, 40, "ab cd", 3, 2)]
    [InlineData("网络 cd", 3, 5, 40, "网络 cd", 5, 2)]
    [InlineData("\tcd", 1, 3, 40, " cd", 1, 2)]
    [InlineData("0123456789abcdef", 12, 14, 6, "abcdef", 2, 2)]
    public void The_window_shows_what_is_marked(string line, int from, int to, int width, string text, int before, int marked) =>
        SourceWindow.Around(line, from, to, width).ShouldBe(new SourceWindow(text, before, marked));
}
