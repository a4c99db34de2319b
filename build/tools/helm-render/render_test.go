package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// members are the files of a hand-made chart; Chart.yaml is made where a table gives none.
type members map[string]string

func (m members) write(t *testing.T) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "demo")
	for name, text := range m.complete() {
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func (m members) complete() members {
	if _, ok := m["Chart.yaml"]; !ok {
		m["Chart.yaml"] = "apiVersion: v2\nname: demo\nversion: 1.2.3\nappVersion: \"4.5\"\n"
	}
	return m
}

// archive is the chart as a .tgz with everything in a folder.
func (m members) archive(t *testing.T, folder string) string {
	t.Helper()
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	packed := tar.NewWriter(zipped)
	names := []string{}
	for name := range m.complete() {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		header := &tar.Header{Name: path.Join(folder, name), Mode: 0o644, Size: int64(len(m[name])), Typeflag: tar.TypeReg}
		if strings.HasPrefix(name, "..") {
			header.Name = folder + "/" + name
		}
		if err := packed.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := packed.Write([]byte(m[name])); err != nil {
			t.Fatal(err)
		}
	}
	if packed.Close() != nil || zipped.Close() != nil {
		t.Fatal("the archive does not close")
	}
	return out.String()
}

// renderText is the output, and is compared with helm's own where there is one.
func renderText(t *testing.T, chart string, arguments ...string) (string, error) {
	t.Helper()
	o, err := parseArguments(append([]string{"rel", chart}, arguments...))
	if err != nil {
		t.Fatal(err)
	}
	all, err := o.run()
	text := asText(all)
	if helm, missing := exec.LookPath("helm"); missing == nil {
		command := exec.Command(helm, append([]string{"template", "rel", chart, "--kube-version", kubeVersion}, arguments...)...)
		theirs, failed := command.Output()
		if (failed != nil) != (err != nil) {
			t.Errorf("helm says %v, helm-render %v", failed, err)
		} else if err == nil && string(theirs) != text {
			t.Errorf("helm prints\n%s\nhelm-render\n%s", theirs, text)
		}
	}
	return text, err
}

// cm is a template that shows a value.
func cm(expression string) string { return "kind: ConfigMap\ndata: " + expression + "\n" }

func shows(t *testing.T, chart string, want string, arguments ...string) {
	t.Helper()
	text, err := renderText(t, chart, arguments...)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, want) {
		t.Errorf("%q is wanted in\n%s", want, text)
	}
}

func TestExpressions(t *testing.T) {
	for _, c := range []struct{ name, expression, want string }{
		{"a value", "{{ .Values.a.b }}", "data: text"},
		{"a missing value is empty", "[{{ .Values.none }}]", "data: []"},
		{"a missing value inside a table is empty", "[{{ .Values.a.none }}]", "data: []"},
		{"large integers of values.yaml become floats", "{{ .Values.large }}", "data: 1.234567e+06"},
		{"release", "{{ .Release.Name }}-{{ .Release.Namespace }}-{{ .Release.Service }}", "data: rel-default-Helm"},
		{"install, first revision", "{{ .Release.IsInstall }}{{ .Release.IsUpgrade }}{{ .Release.Revision }}", "data: truefalse1"},
		{"chart", "{{ .Chart.Name }}-{{ .Chart.Version }}-{{ .Chart.AppVersion }}-{{ .Chart.IsRoot }}", "data: demo-1.2.3-4.5-true"},
		{"template", "{{ .Template.Name }} {{ .Template.BasePath }}", "data: demo/templates/x.yaml demo/templates"},
		{"include with a pipeline", `{{ include "part" . | upper }}`, "data: PART OF TEXT"},
		{"tpl", `{{ tpl "{{ .Values.a.b }}!" . }}`, "data: text!"},
		{"tpl with an include", `{{ tpl "{{ include \"part\" . }}" . }}`, "data: part of text"},
		{"tpl with a define of its own", `{{ tpl "{{ define \"t\" }}own{{ end }}{{ include \"t\" . }}" . }}`, "data: own"},
		{"tpl drops what has no value", `[{{ tpl "{{ .Values.none }}" . }}]`, "data: []"},
		{"y, n, on and off are booleans, as keys too (YAML 1.1)", `{{ toJson (fromYaml "{n: on, y: off}") }}`, `data: {"false":true,"true":false}`},
		{"toYaml", "{{- toYaml .Values.a | nindent 2 }}", "data:\n  b: text\n  num: 1"},
		{"fromYaml", `{{ (fromYaml "x: 1").x }}`, "data: 1"},
		{"fromYaml tells errors", `{{ (fromYaml "x: [").Error | trunc 4 }}`, "data: erro"},
		{"fromYamlArray", `{{ index (fromYamlArray "[a, b]") 1 }}`, "data: b"},
		{"toJson", "{{ toJson .Values.a }}", `data: {"b":"text","num":1}`},
		{"fromJson", `{{ (fromJson "{\"x\":[2]}").x }}`, "data: [2]"},
		{"fromJsonArray", `{{ index (fromJsonArray "[1, 2]") 1 }}`, "data: 2"},
		{"toToml", "{{ toToml .Values.a | quote }}", `data: "b = \"text\"\nnum = 1.0\n"`},
		{"dig takes .Values.AsMap", `{{ dig "a" "b" "none" .Values.AsMap }}{{ dig "a" "c" "none" .Values.AsMap }}`, "data: textnone"},
		{"a copied scope has the chart's fields", `{{ (deepCopy .).Chart.Name }}`, "data: demo"},
		{".Values.Table", `{{ (.Values.Table "a").b }}`, "data: text"},
		{"lookup finds nothing", `{{ lookup "v1" "Secret" "ns" "name" | toJson }}`, "data: {}"},
		{"required that is there", `{{ required "no" .Values.a.b }}`, "data: text"},
		{"no environment", `{{ "x" }}`, "data: x"},
		{"kube version", "{{ .Capabilities.KubeVersion.Major }}.{{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.GitVersion }}", "data: 1.30 v1.30.0 v1.30.0"},
		{"api versions", `{{ .Capabilities.APIVersions.Has "batch/v1" }}{{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }}`, "data: truefalse"},
		{"helm version", "{{ .Capabilities.HelmVersion.Version }}", "data: v3"},
		{"semver", `{{ semverCompare ">=1.19-0" .Capabilities.KubeVersion.GitVersion }}`, "data: true"},
		{"a file", `{{ .Files.Get "conf/a.txt" | quote }}`, `data: "one\ntwo\n"`},
		{"a file that is not there", `{{ .Files.Get "conf/none" | quote }}`, `data: ""`},
		{"lines", `{{ range .Files.Lines "conf/a.txt" }}<{{ . }}>{{ end }}`, "data: <one><two>"},
		{"glob as config", `{{- (.Files.Glob "conf/*.txt").AsConfig | nindent 2 }}`, "data:\n  a.txt: |\n    one\n    two\n  b.txt: bee"},
		{"glob as secrets", `{{- (.Files.Glob "conf/b*").AsSecrets | nindent 2 }}`, "data:\n  b.txt: YmVl"},
		{"templates and values are no files", `{{ .Files.Get "values.yaml" }}{{ .Files.Get "templates/x.yaml" }}!`, "data: !"},
		{"range with break", "{{ range list 1 2 3 }}{{ if eq . 2 }}{{ break }}{{ end }}{{ . }}{{ end }}", "data: 1"},
		{"checksum of another template", `{{ include (print $.Template.BasePath "/_part.tpl") . | sha256sum | trunc 8 }}`, "data: e3b0c442"},
	} {
		t.Run(c.name, func(t *testing.T) {
			shows(t, members{
				"values.yaml":         "a: {b: text, num: 1}\nlarge: 1234567\n",
				"templates/x.yaml":    cm(c.expression),
				"templates/_part.tpl": `{{- define "part" }}part of {{ .Values.a.b }}{{ end -}}`,
				"conf/a.txt":          "one\ntwo\n",
				"conf/b.txt":          "bee",
			}.write(t), c.want)
		})
	}
}

// Istio's charts mend their values so, in a file whose name comes last, which is the first that is rendered.
func TestWhatATemplateSetsInItsScopeTheNextOnesSee(t *testing.T) {
	shows(t, members{
		"values.yaml":                 "a: 1\n",
		"templates/x.yaml":            cm("{{ .Values.a }}{{ .Template.Name }}"),
		"templates/zzz.yaml":          `{{ $_ := set $ "Values" (dict "a" 2) }}`,
		"charts/sub/Chart.yaml":       "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
		"charts/sub/templates/y.yaml": cm("{{ .Values.a }}"),
	}.write(t), "data: 2demo/templates/x.yaml\n")
}

func TestErrorsTellWhere(t *testing.T) {
	for _, c := range []struct {
		name, template string
		want           []string
	}{
		{"required", "a: 1\nb: {{ required \"b is needed\" .Values.b }}\n", []string{"execution error at (demo/templates/x.yaml:2:6): b is needed"}},
		{"required of an empty text", "b: {{ required \"b is needed\" .Values.empty }}\n", []string{"b is needed"}},
		{"fail inside an include", "{{ include \"f\" . }}\n{{ define \"f\" }}{{ fail \"never\" }}{{ end }}", []string{"execution error at (demo/templates/x.yaml:1:3): never"}},
		{"a nil pointer", "a: {{ .Values.b.c }}\n", []string{"demo/templates/x.yaml:1", "nil pointer"}},
		{"an unknown function", "a: {{ nosuch 1 }}\n", []string{"parse error at (demo/templates/x.yaml)", "nosuch"}},
		{"env is not to be had", "a: {{ env \"HOME\" }}\n", []string{"env"}},
		{"no YAML", "a: [\n", []string{"YAML parse error on demo/templates/x.yaml"}},
		{"no mapping", "- a\n", []string{"YAML parse error on demo/templates/x.yaml"}},
		{"an include in circles", "{{ define \"c\" }}{{ include \"c\" . }}{{ end }}{{ include \"c\" . }}", []string{"circles"}},
		{"an include of nothing", "{{ include \"none\" . }}", []string{"demo/templates/x.yaml:1", "none"}},
		{"a broken tpl", "{{ tpl \"{{\" . }}", []string{"cannot parse template"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := renderText(t, members{"values.yaml": "empty: \"\"\n", "templates/x.yaml": c.template}.write(t))
			if err == nil {
				t.Fatalf("an error is wanted, not\n%s", text)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is wanted in: %v", want, err)
				}
			}
		})
	}
}

func TestValuesOfTheUser(t *testing.T) {
	chart := members{
		"values.yaml":      "a: {b: 1, c: 2, d: {x: z}}\nl: [p, q]\nm: gone\n",
		"templates/x.yaml": cm("{{ toJson .Values }}"),
		"more.yaml":        "a: {b: 5}\nm: null\n",
		"last.yaml":        "a: {b: 6}\n",
	}.write(t)
	for _, c := range []struct {
		name, want string
		arguments  []string
	}{
		{"files, the last wins, null deletes", `{"a":{"b":6,"c":2,"d":{"x":"z"}},"l":["p","q"]}`, []string{"-f", chart + "/more.yaml", "-f", chart + "/last.yaml"}},
		{"files with a comma", `"b":6`, []string{"-f", chart + "/more.yaml," + chart + "/last.yaml"}},
		{"set wins over files", `"b":7`, []string{"--set", "a.b=7", "-f", chart + "/more.yaml"}},
		{"several at once", `"b":7,"c":"z"`, []string{"--set", "a.b=7,a.c=z"}},
		{"types", `{"b":true,"c":"007"`, []string{"--set", "a.b=true,a.c=007"}},
		{"text stays text", `"b":"7"`, []string{"--set-string", "a.b=7"}},
		{"a list", `"l":["x",1]`, []string{"--set", "l={x,1}"}},
		{"an empty list", `"l":[]`, []string{"--set", "l={}"}},
		{"an element of a list: not of the default, which it replaces", `"l":[null,"Q"]`, []string{"--set", "l[1]=Q"}},
		{"an element further out", `"l":[null,null,null,"Q"]`, []string{"--set", "l[3]=Q"}},
		{"tables in lists", `"o":[{"k":{"v":1}}]`, []string{"--set", "o[0].k.v=1"}},
		{"escaped dots and commas", `"d":{"x":"z","x.y/z":"1,2"}`, []string{"--set", `a.d.x\.y/z=1\,2`}},
		{"null deletes a default", `{"a":{"b":1,"d":{"x":"z"}},`, []string{"--set", "a.c=null"}},
		{"null deletes a table", `{"a":{"b":1,"c":2},`, []string{"--set", "a.d=null"}},
		{"json", `"b":{"k":[1,"two"]}`, []string{"--set-json", `a.b={"k":[1,"two"]}`}},
		{"json, several", `"l":[1],"m":2`, []string{"--set-json", `l=[1],m=2`}},
		{"a whole json object", `{"a":{"b":9,"c":2,"d":{"x":"z"}},`, []string{"--set-json", `{"a":{"b":9}}`}},
		{"a file", `"m":"a: {b: 6}\n"`, []string{"--set-file", "m=" + chart + "/last.yaml"}},
		{"equals signs in a value", `"m":"a=b"`, []string{"--set", "m=a=b"}},
	} {
		t.Run(c.name, func(t *testing.T) { shows(t, chart, c.want, c.arguments...) })
	}
	for _, broken := range []string{"a", "=1", "a[x]=1", "a[99999999]=1", "l={x", "[0]=1"} {
		o, _ := parseArguments([]string{chart, "--set", broken})
		if _, err := o.run(); err == nil {
			t.Errorf("--set %s is no error", broken)
		}
	}
}
