using System.Text.Json;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Cli;

public sealed class RuleCommandTests
{
    [Fact]
    public void List_rules_lists_each_rule_in_a_line()
    {
        var run = CliRun.Of("validate", "--list-rules");

        run.ExitCode.ShouldBe(0);
        run.Output.TrimEnd().Split('\n').Select(line => line[..8].Trim()).ShouldBe(RuleCatalogue.All.Select(rule => rule.Id));
    }

    [Fact]
    public void List_rules_is_there_for_programs_too() =>
        JsonDocument.Parse(CliRun.Of("validate", "--list-rules", "--format", "json").Output).RootElement.GetProperty("rules").EnumerateArray()
            .Select(rule => rule.GetProperty("id").GetString()).ShouldBe(RuleCatalogue.All.Select(rule => rule.Id));

    [Theory]
    [InlineData("NET203")]
    [InlineData("net203")]
    public void Explain_tells_what_a_rule_is_about(string rule)
    {
        var run = CliRun.Of("validate", "--explain", rule);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldStartWith("# NET203");
    }

    [Fact]
    public void Explain_refuses_what_is_no_rule()
    {
        var run = CliRun.Of("validate", "--explain", "NET999");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("no rule 'NET999'");
    }
}
