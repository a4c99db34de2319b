package main

import (
	"strings"
	"testing"
)

const (
	parentAbout = "apiVersion: v2\nname: demo\nversion: 1.0.0\ndependencies:\n"
	subAbout    = "apiVersion: v2\nname: sub\nversion: 0.3.0\n"
)

func TestSubcharts(t *testing.T) {
	show := cm("{{ toJson .Values }}")
	for _, c := range []struct {
		name      string
		files     members
		want      []string
		not       []string
		arguments []string
	}{
		{
			name: "a folder that no one lists; its values stand under its name, globals come down",
			files: members{
				"values.yaml":                 "global: {g: 1}\nsub: {a: mine}\n",
				"charts/sub/Chart.yaml":       subAbout,
				"charts/sub/values.yaml":      "a: its\nb: its\nglobal: {g: 0, h: 2}\n",
				"charts/sub/templates/s.yaml": show,
			},
			want: []string{"# Source: demo/charts/sub/templates/s.yaml", `{"a":"mine","b":"its","global":{"g":1,"h":2}}`},
		},
		{
			name: "a chart that is no root, and its name",
			files: members{
				"charts/sub/Chart.yaml":       subAbout,
				"charts/sub/templates/s.yaml": cm("{{ .Chart.Name }}{{ .Chart.IsRoot }} {{ .Template.BasePath }}"),
			},
			want: []string{"data: subfalse demo/charts/sub/templates"},
		},
		{
			name: "a .tgz",
			files: members{
				"Chart.yaml":           parentAbout + "- {name: sub, version: 0.x.x, repository: \"\"}\n",
				"charts/sub-0.3.0.tgz": "{{tgz}}",
			},
			want: []string{"# Source: demo/charts/sub/templates/s.yaml", `"b":"its"`},
		},
		{
			name: "aliases: one folder, two instances",
			files: members{
				"Chart.yaml":                  parentAbout + "- {name: sub, version: 0.3.0, repository: \"\", alias: one}\n- {name: sub, version: 0.3.0, repository: \"\", alias: two}\n",
				"values.yaml":                 "one: {a: 1}\ntwo: {a: 2}\n",
				"charts/sub/Chart.yaml":       subAbout,
				"charts/sub/templates/s.yaml": cm("{{ .Chart.Name }}{{ .Values.a }}"),
			},
			want: []string{"# Source: demo/charts/one/templates/s.yaml\nkind: ConfigMap\ndata: one1", "# Source: demo/charts/two/templates/s.yaml\nkind: ConfigMap\ndata: two2"},
		},
		{
			name: "a condition switches off, and its first boolean decides",
			files: members{
				"Chart.yaml":                  parentAbout + "- {name: sub, version: 0.3.0, repository: \"\", condition: \"none.x,sub.enabled\"}\n",
				"values.yaml":                 "sub: {enabled: false}\n",
				"charts/sub/Chart.yaml":       subAbout,
				"charts/sub/templates/s.yaml": show,
				"templates/x.yaml":            cm("parent"),
			},
			want: []string{"parent"}, not: []string{"charts/sub"},
		},
		{
			name: "a condition by --set",
			files: members{
				"Chart.yaml":                  parentAbout + "- {name: sub, version: 0.3.0, repository: \"\", condition: sub.enabled}\n",
				"values.yaml":                 "sub: {enabled: false}\n",
				"charts/sub/Chart.yaml":       subAbout,
				"charts/sub/templates/s.yaml": show,
			},
			want: []string{"charts/sub"}, arguments: []string{"--set", "sub.enabled=true"},
		},
		{
			name: "tags switch off",
			files: members{
				"Chart.yaml":                  parentAbout + "- {name: sub, version: 0.3.0, repository: \"\", tags: [back]}\n",
				"values.yaml":                 "tags: {back: false}\n",
				"charts/sub/Chart.yaml":       subAbout,
				"charts/sub/templates/s.yaml": show,
				"templates/x.yaml":            cm("parent"),
			},
			want: []string{"parent"}, not: []string{"charts/sub"},
		},
		{
			name: "a condition is stronger than tags",
			files: members{
				"Chart.yaml":                  parentAbout + "- {name: sub, version: 0.3.0, repository: \"\", tags: [back], condition: sub.enabled}\n",
				"values.yaml":                 "tags: {back: false}\nsub: {enabled: true}\n",
				"charts/sub/Chart.yaml":       subAbout,
				"charts/sub/templates/s.yaml": show,
			},
			want: []string{"charts/sub"},
		},
		{
			name: "a condition two levels down",
			files: members{
				"values.yaml":                             "sub: {deep: {enabled: false}}\n",
				"Chart.yaml":                              parentAbout + "- {name: sub, version: 0.3.0, repository: \"\"}\n",
				"charts/sub/Chart.yaml":                   subAbout + "dependencies:\n- {name: deep, version: 0.1.0, repository: \"\", condition: deep.enabled}\n",
				"charts/sub/templates/s.yaml":             cm("sub"),
				"charts/sub/charts/deep/Chart.yaml":       "apiVersion: v2\nname: deep\nversion: 0.1.0\n",
				"charts/sub/charts/deep/templates/d.yaml": cm("deep"),
			},
			want: []string{"data: sub"}, not: []string{"data: deep"},
		},
		{
			name: "import-values: exports, and a child's table under a parent's path",
			files: members{
				"Chart.yaml":             parentAbout + "- name: sub\n  version: 0.3.0\n  repository: \"\"\n  import-values:\n  - data\n  - {child: c, parent: p.q}\n",
				"values.yaml":            "p: {q: {own: kept, both: parent}}\n",
				"charts/sub/Chart.yaml":  subAbout,
				"charts/sub/values.yaml": "exports: {data: {imported: 1}}\nc: {both: child, more: 2}\n",
				"templates/x.yaml":       cm("{{ .Values.imported }} {{ toJson .Values.p }}"),
			},
			want: []string{`data: 1 {"q":{"both":"parent","more":2,"own":"kept"}}`},
		},
		{
			name: "a null for a subchart's default",
			files: members{
				"values.yaml":                 "sub: {a: null}\n",
				"charts/sub/Chart.yaml":       subAbout,
				"charts/sub/values.yaml":      "a: {x: 1}\nb: 2\n",
				"charts/sub/templates/s.yaml": show,
			},
			want: []string{`{"b":2,"global":{}}`},
		},
		{
			name: "a library gives definitions and nothing else; the parent's definitions win",
			files: members{
				"charts/lib/Chart.yaml":        "apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n",
				"charts/lib/templates/_l.tpl":  `{{ define "lib.a" }}lib{{ end }}{{ define "lib.b" }}lib{{ end }}`,
				"charts/lib/templates/no.yaml": cm("never"),
				"templates/_own.tpl":           `{{ define "lib.b" }}own{{ end }}`,
				"templates/x.yaml":             cm(`{{ include "lib.a" . }}{{ include "lib.b" . }}`),
			},
			want: []string{"data: libown"}, not: []string{"never"},
		},
		{
			name: ".Subcharts",
			files: members{
				"charts/sub/Chart.yaml":  subAbout,
				"charts/sub/values.yaml": "a: its\n",
				"templates/x.yaml":       cm("{{ .Subcharts.sub.Values.a }}{{ .Subcharts.sub.Chart.Name }}"),
			},
			want: []string{"data: itssub"},
		},
		{
			name: "requirements.yaml of an older chart",
			files: members{
				"Chart.yaml":                  "apiVersion: v1\nname: demo\nversion: 1.0.0\n",
				"requirements.yaml":           "dependencies:\n- {name: sub, version: 0.3.0, repository: \"\", condition: back}\n",
				"values.yaml":                 "back: false\n",
				"charts/sub/Chart.yaml":       subAbout,
				"charts/sub/templates/s.yaml": show,
				"templates/x.yaml":            cm("parent"),
			},
			want: []string{"parent"}, not: []string{"charts/sub"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, text := range c.files {
				if text == "{{tgz}}" {
					c.files[name] = members{"Chart.yaml": subAbout, "values.yaml": "b: its\n", "templates/s.yaml": show}.archive(t, "sub")
				}
			}
			text, err := renderText(t, c.files.write(t), c.arguments...)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("%q is wanted in\n%s", want, text)
				}
			}
			for _, not := range c.not {
				if strings.Contains(text, not) {
					t.Errorf("%q is not wanted in\n%s", not, text)
				}
			}
		})
	}
}

func TestChartsThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		name, want string
		files      members
		arguments  []string
	}{
		{"no Chart.yaml fields", "chart.metadata.name is required", members{"Chart.yaml": "apiVersion: v2\nversion: 1.0.0\n"}, nil},
		{"a version that is none", "version \"x\" is invalid", members{"Chart.yaml": "apiVersion: v2\nname: demo\nversion: x\n"}, nil},
		{"a missing dependency", "missing in charts/ directory: sub", members{"Chart.yaml": parentAbout + "- {name: sub, version: 1.0.0, repository: x}\n"}, nil},
		{"a library", "not installable", members{"Chart.yaml": "apiVersion: v2\nname: demo\nversion: 1.0.0\ntype: library\n"}, nil},
		{"another Kubernetes", "chart requires kubeVersion: <1.20", members{"Chart.yaml": "apiVersion: v2\nname: demo\nversion: 1.0.0\nkubeVersion: <1.20.0\n"}, nil},
		{"values that are no table", "cannot load values.yaml", members{"values.yaml": "- a\n"}, nil},
		{"values of a subchart that are no table", "type mismatch on sub", members{"values.yaml": "sub: 1\n", "charts/sub/Chart.yaml": subAbout}, nil},
		{"a broken .tgz below", "charts/sub-1.tgz", members{"charts/sub-1.tgz": "no gzip"}, nil},
		{"a subchart that leaves its folder", "leaves the chart", members{"charts/sub-1.tgz": members{"../../x": "y"}.archive(t, "sub")}, nil},
		{"a schema", "- port: Invalid type. Expected: integer", members{
			"values.yaml": "port: http\n", "values.schema.json": `{"type": "object", "properties": {"port": {"type": "integer"}}}`,
		}, nil},
		{"a schema of a subchart", "sub:\n- a:", members{
			"charts/sub/Chart.yaml": subAbout, "charts/sub/values.yaml": "a: 1\n",
			"charts/sub/values.schema.json": `{"properties": {"a": {"type": "string"}}}`,
		}, nil},
		{"a closed schema", "Additional property b is not allowed", members{
			"values.schema.json": `{"additionalProperties": false}`,
		}, []string{"--set", "b=1"}},
		{"a release name", "release name", members{}, []string{"--set", "a=b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			arguments := append([]string{"rel", c.files.write(t)}, c.arguments...)
			if c.name == "a release name" {
				arguments[0] = "No_Name"
			}
			o, err := parseArguments(arguments)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = o.run(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q is wanted in: %v", c.want, err)
			}
		})
	}
}
