using System.Text.Json;
using System.Xml.Linq;
using Osm.Descriptors.Tests.Packaging;

namespace Osm.Descriptors.Tests.Cli;

/// <summary>The formats that programs read: each is read back, over an error, a warning, a sound file, an archive and an input that is not there.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _broken;
    private readonly string _archive;
    private readonly string _nowhere;

    public ReportTests()
    {
        _broken = _folder.Write(
            "b%,:d_knfd.yaml",
            Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: \"\\e[31m%é\"").With("mgmt-cp: mgmt-ext", "mgmt-cp: mgmt"));
        _folder.Write("sound_knfd.yaml", Samples.Vnfd.With("id: knf", "id: sound"));
        _archive = _folder.Write("knf.tar.gz", Tar.Gz(("knf/knfd.yaml", Samples.Vnfd.With("helm-chart: chart", "helm-chart: repo/c").With("k8s-cluster-net: data", "k8s-cluster-net: lost"))));
        _nowhere = Path.Join(_folder.Path, "nowhere.yaml");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_reports_are_written_in_one_run()
    {
        var sarif = Path.Join(_folder.Path, "report.sarif");
        var junit = Path.Join(_folder.Path, "junit.xml");

        var run = CliRun.Of("validate", _folder.Path, "--format", "github", "--output", $"sarif={sarif}", "--output", $"junit={junit}");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldStartWith("::");
        JsonDocument.Parse(File.ReadAllText(sarif)).RootElement.GetProperty("version").GetString().ShouldBe("2.1.0");
        XDocument.Load(junit).Root!.Name.LocalName.ShouldBe("testsuites");
    }

    [Fact]
    public void A_report_that_cannot_be_written_ends_with_2_and_the_others_are_written()
    {
        var json = Path.Join(_folder.Path, "report.json");

        var run = CliRun.Of("validate", _broken, "--output", $"sarif={_folder.Path}/no/such/folder", "--output", $"json={json}");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("the sarif report cannot be written");
        File.Exists(json).ShouldBeTrue();
    }

    [Theory]
    [InlineData("sarif")]
    [InlineData("sarif=")]
    [InlineData("xml=file")]
    public void An_output_that_is_not_a_format_and_a_file_is_refused(string value)
    {
        var run = CliRun.Of("validate", _broken, "--output", value);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("FORMAT=FILE");
    }

    [Fact]
    public void Json_is_as_its_published_schema_says()
    {
        var schema = File.ReadAllText(Path.Join(Repository.Root, "docs", "schemas", "validate-report.schema.json"));

        foreach (var path in new[] { _folder.Path, _nowhere, Path.Join(Repository.Examples, "broken") })
            JsonSchema.Violations(schema, CliRun.Of("validate", "--format", "json", path).Output).ShouldBeEmpty();
    }

    [Fact]
    public void Json_names_archive_and_member_apart()
    {
        var finding = Json("json", _archive).GetProperty("findings").EnumerateArray().Single(each => each.GetProperty("rule").GetString() == "NET201");

        finding.GetProperty("archive").GetString().ShouldBe(_archive);
        finding.GetProperty("member").GetString().ShouldBe("knf/knfd.yaml");
        finding.GetProperty("line").GetInt32().ShouldBe(12);
    }

    [Fact]
    public void Sarif_has_what_the_standard_requires()
    {
        var sarif = Json("sarif", _folder.Path, _nowhere);

        sarif.GetProperty("version").GetString().ShouldBe("2.1.0");
        var run = sarif.GetProperty("runs").EnumerateArray().ShouldHaveSingleItem();
        var driver = run.GetProperty("tool").GetProperty("driver");
        driver.GetProperty("name").GetString().ShouldBe("osm-l2sm");
        var rules = driver.GetProperty("rules").EnumerateArray().ToArray();
        rules.ShouldAllBe(rule => rule.GetProperty("help").GetProperty("text").GetString()!.Length > 0);
        var results = run.GetProperty("results").EnumerateArray().ToArray();
        results.Length.ShouldBe(Json("json", _folder.Path).GetProperty("findings").GetArrayLength());
        foreach (var result in results)
        {
            rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString().ShouldBe(result.GetProperty("ruleId").GetString());
            result.GetProperty("level").GetString().ShouldBeOneOf("error", "warning", "note");
            result.GetProperty("message").GetProperty("text").GetString().ShouldNotBeNullOrEmpty();
            result.GetProperty("locations").EnumerateArray().ShouldHaveSingleItem();
        }

        var invocation = run.GetProperty("invocations").EnumerateArray().ShouldHaveSingleItem();
        invocation.GetProperty("executionSuccessful").GetBoolean().ShouldBeFalse();
        invocation.GetProperty("toolExecutionNotifications").EnumerateArray().ShouldHaveSingleItem()
            .GetProperty("message").GetProperty("text").GetString()!.ShouldContain("nowhere.yaml");
    }

    [Fact]
    public void Sarif_regions_end_behind_the_value_and_URIs_are_escaped()
    {
        var result = Json("sarif", _broken).GetProperty("runs")[0].GetProperty("results").EnumerateArray()
            .Single(result => result.GetProperty("ruleId").GetString() == "NET201");

        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        place.GetProperty("artifactLocation").GetProperty("uri").GetString()!.ShouldEndWith("/b%25%2C%3Ad_knfd.yaml");
        var region = place.GetProperty("region");
        region.GetProperty("startLine").GetInt32().ShouldBe(12);
        region.GetProperty("startColumn").GetInt32().ShouldBe(22);
        region.GetProperty("endLine").GetInt32().ShouldBe(12);
        region.GetProperty("endColumn").GetInt32().ShouldBe(22 + "\"\\e[31m%é\"".Length);
    }

    [Fact]
    public void Sarif_puts_a_member_at_its_archive_and_says_where_within()
    {
        var result = Json("sarif", _archive).GetProperty("runs")[0].GetProperty("results").EnumerateArray()
            .Single(each => each.GetProperty("ruleId").GetString() == "NET201");

        var location = result.GetProperty("locations")[0];
        location.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()!.ShouldEndWith("/knf.tar.gz");
        location.GetProperty("physicalLocation").TryGetProperty("region", out _).ShouldBeFalse();
        location.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString().ShouldBe($"{_archive}!knf/knfd.yaml:12:22");
        result.GetProperty("message").GetProperty("text").GetString()!.ShouldStartWith("knf/knfd.yaml:12:22: ");
    }

    [Fact]
    public void JUnit_counts_as_failures_what_fails_the_run()
    {
        var suites = XDocument.Parse(CliRun.Of("validate", "--format", "junit", _folder.Path, _nowhere).Output).Root!;

        var json = Json("json", _folder.Path);
        suites.Attribute("failures")!.Value.ShouldBe(json.GetProperty("errors").ToString());
        suites.Attribute("errors")!.Value.ShouldBe("1");
        suites.Attribute("tests")!.Value.ShouldBe($"{suites.Descendants("testcase").Count()}");
        suites.Descendants("failure").Select(failure => failure.Attribute("type")!.Value).ShouldBe(["NET201", "NET201"]);
        suites.Descendants("system-out").ShouldContain(text => text.Value.Contains("warning NET202"));
        suites.Descendants("testcase").ShouldContain(each => each.Attribute("classname")!.Value.EndsWith("sound_knfd.yaml") && !each.HasElements);
    }

    [Fact]
    public void GitHub_gets_one_escaped_command_a_finding()
    {
        var lines = CliRun.Of("validate", "--format", "github", _broken).Output.Split('\n');

        lines[0].ShouldStartWith($"::warning file={_folder.Path}/b%25%2C%3Ad_knfd.yaml,line=3,col=12,endLine=3,endColumn=16,title=NET202::");
        lines[1].ShouldStartWith("::error file=");
        lines[1].ShouldContain(" [31m%25é'");
        lines[1].ShouldContain("%0Aadd '- id:");
    }

    [Fact]
    public void GitLab_gets_an_issue_with_a_path_a_line_and_a_fingerprint_of_its_own()
    {
        var issues = Json("gitlab", _folder.Path, _nowhere).EnumerateArray().ToArray();

        issues.Select(issue => issue.GetProperty("fingerprint").GetString()).ShouldBeUnique();
        issues.ShouldAllBe(issue => issue.GetProperty("description").GetString()!.Length > 0 && issue.GetProperty("check_name").GetString()!.Length > 0);
        var lost = issues.Where(issue => issue.GetProperty("check_name").GetString() == "NET201").ToArray();
        lost.ShouldAllBe(issue => issue.GetProperty("severity").GetString() == "critical");
        lost[0].GetProperty("location").GetProperty("lines").GetProperty("begin").GetInt32().ShouldBe(12);
        lost[1].GetProperty("location").GetProperty("path").GetString().ShouldBe(_archive);
        issues[^1].GetProperty("severity").GetString().ShouldBe("blocker");
    }

    private static JsonElement Json(string format, params string[] paths) =>
        JsonDocument.Parse(CliRun.Of(["validate", "--format", format, .. paths]).Output).RootElement;
}
