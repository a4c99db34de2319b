using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using L2smOsm.Testing.Charts;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Tests.Rewriting.Charts;

/// <summary>Random mixtures of the ways in which charts write pod templates.</summary>
public sealed partial class ChartPropertyTests
{
    private const string Helpers = """
        {{- define "unit.labels" -}}
        app: web
        {{- end }}
        {{- define "unit.render" -}}
        {{ tpl (toYaml .value) .context }}
        {{- end }}
        """;

    private static readonly string[] s_labels =
    [
        "labels:\n  app: web\n",
        "labels:\n  {{- include \"unit.labels\" . | nindent 8 }}\n",
        "labels: {{- include \"unit.labels\" $ | nindent 8 }}\n",
        "labels: {{- include \"unit.labels\" $ | nindent 8 }}\n  more: yes-it-is\n",
        "labels: {app: web}\n",
        "# labels:\nlabels: # these\n\n  # of the pods\n  \"app\": web\n",
        "{{- with .Values.filled }}\nlabels:\n  {{- toYaml . | nindent 8 }}\n{{- end }}\n",
        "labels:\n  {{- toYaml .Values.empty | nindent 8 }}\n",
        "",
    ];

    private static readonly string[] s_annotations =
    [
        "",
        "",
        "annotations:\n  a: b\n",
        "annotations:\n  # why\n  a: 'b: c' # so\n  \"d\": \"{{ .Release.Name }}\"\n",
        "annotations:\n  a: b\n  {{- toYaml .Values.filled | nindent 8 }}\n",
        "annotations:\n  {{- toYaml .Values.empty | nindent 8 }}\n",
        "annotations:\n  {{- toYaml .Values.nothing | nindent 8 }}\n",
        "annotations: {{ toJson .Values.filled }}\n",
        "annotations: {}\n",
        "annotations:\n",
        "{{- with .Values.filled }}\nannotations:\n  {{- toYaml . | nindent 8 }}\n{{- end }}\n",
        "{{- with .Values.empty }}\nannotations:\n  {{- toYaml . | nindent 8 }}\n{{- end }}\n",
        "{{- if .Values.filled }}\nannotations: {{- include \"unit.render\" (dict \"value\" .Values.filled \"context\" $) | nindent 8 }}\n{{- else }}\nannotations: {x: y}\n{{- end }}\n",
        "annotations:\n  text: |\n    metadata:\n      annotations: {}\n    spec:\n",
        "annotations:\n  text: 'a\n\n    b: c\n    d'\n",
        "annotations:\n  l2sm/networks: own\n",
        "creationTimestamp: null\n",
    ];

    private static readonly string[] s_frames =
    [
        "@",
        "# a licence\n@",
        "{{- if .Values.filled }}\n@{{- end }}\n",
        "{{- range $each := list 1 }}\n---\n{{- with $ }}\n@{{- end }}\n{{- end }}\n",
        "{{- $unused := 1 -}}\n{{/* said\n  in two lines */}}\n@",
        "{{- define \"unit.@N\" -}}x{{- end }}\n@---\n{{- define \"unit.@N.more\" }}y{{ end }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: config-@N}\ndata: {a: {{ include \"unit.@N\" . }}, kind: Deployment}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: service-@N}\nspec: {ports: [{port: 80}]}\n---  # next\n\n@---\n",
        "\n\n@",
    ];

    private static readonly string[] s_specs =
    [
        "      containers: [{name: a, image: a}]\n",
        "      {{- toYaml .Values.podSpec | nindent 6 }}\n",
        "      containers:\n      - name: a\n        args: [\"it's\", \"a: {\"]\n        command:\n        - |\n          echo 'don''t\n          metadata:\n",
    ];

    private static readonly Gen<string> s_file =
        Gen.Select(
            AnyOf(s_labels), AnyOf(s_annotations), AnyOf(s_frames), AnyOf("Deployment", "StatefulSet", "DaemonSet", "{{ .Values.kind }}"),
            AnyOf(s_specs), Gen.Int[0, 7])
        .Select((labels, annotations, frame, kind, spec, bits) =>
        {
            var metadata = (bits & 1) == 0 ? labels + annotations : annotations + labels;
            var template = metadata.Length == 0
                ? ""
                : "    metadata:\n" + string.Concat(metadata.Split('\n')[..^1].Select(line => line.Length == 0 ? "\n" : $"      {line}\n"));
            var document = $"apiVersion: apps/v1\nkind: {kind}\nmetadata:\n  name: w-@N\nspec:\n  template:\n{template}    spec:\n{spec}";
            var text = frame.Replace("@N", "\0", StringComparison.Ordinal).Replace("@", document, StringComparison.Ordinal)
                .Replace("\0", "@N", StringComparison.Ordinal);
            return (bits & 2) == 0 ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : (bits & 4) == 0 ? text.TrimEnd('\n') : text;
        });

    [Fact]
    public void Rewriting_twice_changes_nothing_and_what_the_author_wrote_is_kept() =>
        s_file.Array[1, 8].Select(Gen.Bool).Sample(
            (files, isMultus) =>
            {
                var chart = ChartOf(files);
                var wishes = SmallChart.Wishes("n3", "n6") with { Dialect = isMultus ? AnnotationDialect.Multus : AnnotationDialect.L2sm };
                var once = chart.Rewrite(wishes);

                chart.Rewrite(wishes).Files.ShouldBe(once.Files, new SameBytes());
                chart.With(once).Rewrite(wishes).Files.ShouldBeEmpty();
                once.Workloads.ShouldAllBe(outcome => outcome.How == AttachmentWay.Inserted || outcome.How == AttachmentWay.Wrapped);
                foreach (var (path, bytes) in once.Files.Where(file => file.Key != "templates/_l2sm.tpl"))
                {
                    var after = Encoding.UTF8.GetString(bytes.Span);
                    var start = after.IndexOf("{{- define \"l2sm.body:", StringComparison.Ordinal);
                    // Named templates that went before the body, back in their places.
                    var moved = new Queue<string>(start < 0 ? [] : after[..start].Split('\n')[..^1]);
                    Without().Replace(Moved().Replace(after[Math.Max(0, start)..], _ => moved.Dequeue()), "").ShouldBe(Encoding.UTF8.GetString(chart[path].Span));
                }
            },
            iter: 100, threads: 1);

    [HelmRenderFact]
    public Task Every_pod_is_attached_and_nothing_else_is_changed() =>
        s_file.Array[30].Select(Gen.Bool).SampleAsync(
            async (files, isMultus) =>
            {
                var chart = ChartOf(files);
                var wishes = SmallChart.Wishes("n3", "n6") with { Dialect = isMultus ? AnnotationDialect.Multus : AnnotationDialect.L2sm };

                var after = await chart.With(chart.Rewrite(wishes)).RenderAsync();

                GoldenChartTests.SameButForNetworks(await chart.RenderAsync(), after);
                var pods = after.Where(manifest => manifest.PodTemplate is not null).ToArray();
                pods.Length.ShouldBe(30);
                foreach (var pod in pods)
                {
                    pod.PodAnnotation(isMultus ? "k8s.v1.cni.cncf.io/networks" : "l2sm/networks").ShouldBeOneOf("home-1-n3,home-1-n6", "own,home-1-n3,home-1-n6");
                    pod.PodLabel("l2sm").ShouldBe(isMultus ? null : "true");
                }
            },
            iter: 5, threads: 1);

    private static Dictionary<string, ReadOnlyMemory<byte>> ChartOf(string[] files) =>
        SmallChart.Of(
        [
            ("values.yaml", "filled: {c: d, e: \"1\"}\nempty: {}\nnothing:\nkind: Deployment\npodSpec: {containers: [{name: a, image: a}]}\n"),
            ("templates/_helpers.tpl", Helpers),
            .. files.Select((text, at) => ($"templates/f{at}.yaml", text.Replace("@N", $"{at}", StringComparison.Ordinal))),
        ]);

    private static Gen<string> AnyOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(at => texts[at]);

    // What comes into a file without named templates: whole lines, and around all of it.
    [GeneratedRegex("^\\{\\{- define \"l2sm\\.body:[^\"]*\" (?:-\\}\\}\\n|\\}\\})|\\{\\{ end -\\}\\}\\n\\{\\{ include \"l2sm\\.attached\".*\\n$|^ *\\{\\{- include \"l2sm\\.[^\\n]*\\n", RegexOptions.Multiline, 1000)]
    private static partial Regex Without();

    [GeneratedRegex("\\{\\{(?:- )?/\\* osm-l2sm: '[^']*' was here \\*/(?: -)?\\}\\}", RegexOptions.None, 1000)]
    private static partial Regex Moved();

    private sealed class SameBytes : IEqualityComparer<KeyValuePair<string, ReadOnlyMemory<byte>>>
    {
        public bool Equals(KeyValuePair<string, ReadOnlyMemory<byte>> x, KeyValuePair<string, ReadOnlyMemory<byte>> y) =>
            x.Key == y.Key && x.Value.Span.SequenceEqual(y.Value.Span);

        public int GetHashCode(KeyValuePair<string, ReadOnlyMemory<byte>> file) => StringComparer.Ordinal.GetHashCode(file.Key);
    }
}
