using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace L2smOsm.Architecture.Tests;

/// <summary>DESIGN §3: who may know whom.</summary>
public sealed partial class ReferenceRules
{
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "L2sm.OpenFlow", [] },
        { "L2sm.Sdn", ["L2sm.OpenFlow"] },
        { "L2sm.Kubernetes", [] },
        { "Osm.Descriptors", [] },
        { "Osm.Descriptors.Cli", ["Osm.Descriptors"] },
        { "Osm.L2sm.Connector", ["L2sm.Kubernetes", "L2sm.Sdn", "Osm.Descriptors"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_project_references_only_what_it_may(string project, string[] allowed) =>
        ReferencesOf(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension).ShouldBe(allowed, ignoreOrder: true);

    [Fact]
    public void Every_project_in_src_has_a_rule() =>
        Directory.GetDirectories(Repository.Path("src")).Select(Path.GetFileName)
            .ShouldBe(Allowed.Select(row => (string)row[0]), ignoreOrder: true);

    [Fact]
    public void The_codec_needs_no_package() => ReferencesOf("L2sm.OpenFlow", "PackageReference").ShouldBeEmpty();

    [Fact]
    public void The_controller_needs_only_the_logging_abstractions() =>
        ReferencesOf("L2sm.Sdn", "PackageReference").ShouldBe(["Microsoft.Extensions.Logging.Abstractions"]);

    [Fact]
    public void Only_the_connector_is_a_web_project() =>
        Directory.GetFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("Microsoft.NET.Sdk.Web", StringComparison.Ordinal) || File.ReadAllText(file).Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension)
            .ShouldBe(["Osm.L2sm.Connector"]);

    [Theory]
    [InlineData("L2sm.OpenFlow")]
    [InlineData("L2sm.Sdn")]
    [InlineData("L2sm.Kubernetes")]
    public void The_libraries_below_never_name_OSM(string project) =>
        Offenders(Repository.Sources("src", project), OsmName()).ShouldBeEmpty();

    [Theory]
    [InlineData("Services")]
    [InlineData("Persistence")]
    [InlineData("Drivers")]
    public void No_type_of_the_wire_contract_leaves_the_grpc_folder(string folder) =>
        Offenders(Repository.Sources("src", "Osm.L2sm.Connector", folder), WireTypes()).ShouldBeEmpty();

    [Fact]
    public void Use_cases_know_no_database_and_no_web_server() =>
        Offenders(Repository.Sources("src", "Osm.L2sm.Connector", "Services"), RimTypes()).ShouldBeEmpty();

    [Fact]
    public void The_connector_takes_the_naming_rule_from_the_descriptors_and_nothing_else() =>
        Offenders(Repository.Sources("src", "Osm.L2sm.Connector"), DescriptorsBeyondNaming()).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_left_for_later_in_the_code() =>
        Offenders(Repository.Sources("src"), LeftForLater()).ShouldBeEmpty();

    private static IEnumerable<string> ReferencesOf(string project, string kind) => XDocument
        .Load(Repository.Path("src", project, project + ".csproj"))
        .Descendants(kind)
        .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'));

    private static string[] Offenders(IEnumerable<string> files, Regex forbidden) =>
    [
        .. from file in files
           from line in File.ReadLines(file).Select((text, index) => (text, number: index + 1))
           where forbidden.IsMatch(line.text)
           select $"{Path.GetRelativePath(Repository.Root, file)}:{line.number}: {line.text.Trim()}",
    ];

    [GeneratedRegex(@"\b(OSM|Osm)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OsmName();

    [GeneratedRegex(@"using (Osm\.L2sm\.V1|Grpc\.|Google\.)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WireTypes();

    [GeneratedRegex(@"using (Microsoft\.Data|Microsoft\.AspNetCore)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RimTypes();

    [GeneratedRegex(@"using Osm\.Descriptors(?!\.Naming)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DescriptorsBeyondNaming();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LeftForLater();
}
