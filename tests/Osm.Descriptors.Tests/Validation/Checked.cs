using System.Collections.Immutable;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Validation;

/// <summary>Runs the validator over texts.</summary>
internal static class Checked
{
    public static ValidationReport Texts(params string[] texts) =>
        DescriptorValidator.Validate(texts.Select((text, index) => Bare($"f{index}.yaml", text)));

    public static Package Bare(string path, string text) =>
        new(path, PackageKind.BareFile, [], false, new SourceText(path, text), []);

    public static Package Folder(string text, params string[] files) =>
        new("knf", PackageKind.Folder, files.ToImmutableSortedSet(StringComparer.Ordinal), true, new SourceText("knf/knfd.yaml", text), []);

    /// <summary>The one finding, which must be at the given text's place (its first occurrence).</summary>
    public static Finding ShouldFind(this ValidationReport report, string ruleId, string text, string at)
    {
        var finding = report.Findings.Where(finding => finding.Severity > Severity.Note).ShouldHaveSingleItem();
        finding.RuleId.ShouldBe(ruleId, finding.Message);
        var index = text.IndexOf(at, StringComparison.Ordinal);
        index.ShouldBeGreaterThanOrEqualTo(0);
        var before = text[..index];
        (finding.Position.Line, finding.Position.Column).ShouldBe((before.Count(character => character == '\n') + 1, index - before.LastIndexOf('\n')));
        finding.Cure.ShouldNotBeNullOrWhiteSpace();
        return finding;
    }
}
