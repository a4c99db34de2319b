using System.Xml;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>JUnit's XML: a suite a file, a case a finding, a failure where it counts; a file without findings is a case that passed.</summary>
internal static class JunitReport
{
    public static void Write(Report report, TextWriter output)
    {
        // No characters are checked: those that XML cannot hold are taken out before.
        using (var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, CloseOutput = false }))
        {
            var byFile = report.Findings.GroupBy(finding => finding.Position.File).ToDictionary(group => group.Key, group => group.ToArray());
            var files = report.Validation.Sources.Keys.Union(byFile.Keys).Order(StringComparer.Ordinal).ToArray();
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "osm-l2sm validate");
            xml.WriteAttributeString("tests", files.Sum(file => byFile.TryGetValue(file, out var found) ? found.Length : 1) + report.Unreadable.Length);
            xml.WriteAttributeString("failures", report.Findings.Count(finding => finding.Severity >= report.FailOn));
            xml.WriteAttributeString("errors", report.Unreadable.Length);
            foreach (var file in files)
                WriteSuite(xml, file, byFile.GetValueOrDefault(file, []), report.FailOn);
            foreach (var input in report.Unreadable)
                WriteUnreadable(xml, input.Path, input.Reason);
            xml.WriteEndElement();
        }

        output.WriteLine();
    }

    private static void WriteSuite(XmlWriter xml, string file, Finding[] findings, Severity failOn)
    {
        StartSuite(xml, file, Math.Max(findings.Length, 1), findings.Count(finding => finding.Severity >= failOn), 0);
        if (findings.Length == 0)
            StartCase(xml, file, "no findings", () => { });
        foreach (var finding in findings)
        {
            StartCase(xml, file, $"{finding.RuleId} {finding.Position.Line}:{finding.Position.Column}", () =>
            {
                var text = $"{finding.Position}: {Wording.Of(finding.Severity)} {finding.RuleId} {finding.Message}\n    {finding.Cure}\n";
                xml.WriteStartElement(finding.Severity >= failOn ? "failure" : "system-out");
                if (finding.Severity >= failOn)
                {
                    xml.WriteAttributeString("type", finding.RuleId);
                    xml.WriteAttributeString("message", Clean(finding.Message));
                }

                xml.WriteString(Clean(text));
                xml.WriteEndElement();
            });
        }

        xml.WriteEndElement();
    }

    private static void WriteUnreadable(XmlWriter xml, string path, string reason)
    {
        StartSuite(xml, path, 1, 0, 1);
        StartCase(xml, path, "readable", () =>
        {
            xml.WriteStartElement("error");
            xml.WriteAttributeString("type", "unreadable");
            xml.WriteAttributeString("message", Clean(reason));
            xml.WriteEndElement();
        });
        xml.WriteEndElement();
    }

    private static void StartSuite(XmlWriter xml, string name, int tests, int failures, int errors)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("tests", tests);
        xml.WriteAttributeString("failures", failures);
        xml.WriteAttributeString("errors", errors);
    }

    private static void StartCase(XmlWriter xml, string file, string name, Action content)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(file));
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("file", Clean(file));
        xml.WriteAttributeString("time", 0);
        content();
        xml.WriteEndElement();
    }

    private static void WriteAttributeString(this XmlWriter xml, string name, int value) => xml.WriteAttributeString(name, $"{value}");

    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.Value is '\n' || (rune.Value >= ' ' && rune.Value is not (0xfffe or 0xffff)) ? rune.ToString() : " "));
}
