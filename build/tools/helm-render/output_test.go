package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOutputIsInHelmsOrder(t *testing.T) {
	hook := "kind: Job\nmetadata:\n  name: h\n  annotations: {helm.sh/hook: \"pre-install,post-upgrade\"}\n"
	chart := members{
		"templates/b.yaml":       "kind: Deployment\nmetadata: {name: b}\n---\n# nothing but a remark\n---\nkind: Service\nmetadata: {name: b}\n",
		"templates/a.yaml":       "kind: Widget\n---\nkind: Deployment\nmetadata: {name: a}\n",
		"templates/hook.yaml":    hook,
		"templates/test.yaml":    "kind: Pod\nmetadata:\n  annotations: {helm.sh/hook: test}\n",
		"templates/NOTES.txt":    "{{ .Release.Name }} is there",
		"templates/_part.tpl":    "never: seen",
		"templates/empty.yaml":   "{{ if false }}kind: Never{{ end }}\n",
		"templates/.hidden.yaml": "kind: Never\n",
		"templates/left-out.txt": "kind: Never\n",
		".helmignore":            "# not these\nleft-out.txt\n",
		"crds/c.yaml":            "kind: CustomResourceDefinition\n",
	}.write(t)
	text, err := renderText(t, chart)
	if err != nil {
		t.Fatal(err)
	}
	want := "---\n# Source: demo/templates/b.yaml\nkind: Service\nmetadata: {name: b}\n" +
		"---\n# Source: demo/templates/a.yaml\nkind: Deployment\nmetadata: {name: a}\n" +
		"---\n# Source: demo/templates/b.yaml\nkind: Deployment\nmetadata: {name: b}\n" +
		"---\n# Source: demo/templates/b.yaml\n# nothing but a remark\n" +
		"---\n# Source: demo/templates/a.yaml\nkind: Widget\n" +
		"---\n# Source: demo/templates/test.yaml\nkind: Pod\nmetadata:\n  annotations: {helm.sh/hook: test}\n" +
		"---\n# Source: demo/templates/hook.yaml\n" + hook
	// Documents without a kind stand before unknown kinds.
	widget, remark := strings.Index(text, "kind: Widget"), strings.Index(text, "# nothing")
	if widget < 0 || remark < 0 || remark > widget {
		t.Errorf("order:\n%s", text)
	}
	if text != want {
		t.Errorf("wanted\n%s\nrendered\n%s", want, text)
	}
	for _, c := range []struct {
		arguments []string
		want, not string
	}{
		{[]string{"--include-crds"}, "# Source: demo/crds/c.yaml", "Never"},
		{[]string{"--no-hooks"}, "Widget", "helm.sh/hook"},
		{[]string{"--skip-tests"}, "pre-install", "hook: test"},
		{[]string{"-s", "templates/a.yaml"}, "Widget", "templates/b.yaml"},
	} {
		text, err := renderText(t, chart, c.arguments...)
		if err != nil || !strings.Contains(text, c.want) || strings.Contains(text, c.not) {
			t.Errorf("%v: %v\n%s", c.arguments, err, text)
		}
	}
}

func TestAChartArchiveRendersAsItsFolder(t *testing.T) {
	files := members{"values.yaml": "a: 1\n", "templates/x.yaml": cm("{{ .Values.a }}"), "templates/y.yaml": "\ufeffkind: A\n"}
	folder := files.write(t)
	packed := filepath.Join(t.TempDir(), "demo-1.2.3.tgz")
	if err := os.WriteFile(packed, []byte(files.archive(t, "demo")), 0o644); err != nil {
		t.Fatal(err)
	}
	first, err := renderText(t, folder)
	if err != nil {
		t.Fatal(err)
	}
	second, err := renderText(t, packed)
	if err != nil || first != second {
		t.Errorf("%v\n%s\n%s", err, first, second)
	}
}

func TestTheJSONHasEveryDocument(t *testing.T) {
	chart := members{"templates/x.yaml": "kind: ConfigMap\ndata: {big: 12345678901}\n---\nkind: Job\nmetadata: {annotations: {helm.sh/hook: pre-install}}\n"}.write(t)
	o, _ := parseArguments([]string{chart, "--json"})
	all, err := o.run()
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(all)
	want := `[{"source":"demo/templates/x.yaml","text":"kind: ConfigMap\ndata: {big: 12345678901}","object":{"data":{"big":12345678901},"kind":"ConfigMap"}},` +
		`{"source":"demo/templates/x.yaml","hook":true,"text":"kind: Job\nmetadata: {annotations: {helm.sh/hook: pre-install}}",` +
		`"object":{"kind":"Job","metadata":{"annotations":{"helm.sh/hook":"pre-install"}}}}]`
	if err != nil || string(data) != want {
		t.Errorf("%v\n%s", err, data)
	}
	read, err := readManifests(asText(all))
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(read); string(again) != want {
		t.Errorf("--read gives\n%s", again)
	}
}

func TestFixedRenderingsAreAlike(t *testing.T) {
	chart := members{"templates/x.yaml": cm(`{{ randAlphaNum 9 }} {{ uuidv4 }} {{ now | date "2006" }} {{ $ca := genCA "ca" 9 }}{{ $c := genSignedCert "x" nil (list "x") 9 $ca }}{{ $c.Cert | b64enc }} {{ htpasswd "u" "p" }} {{ genPrivateKey "rsa" | b64enc }} {{ keys (dict "d" 4 "b" 2 "a" 1 "c" 3) }}{{ values (dict "d" 4 "b" 2 "a" 1 "c" 3) }}`)}.write(t)
	var seen []string
	for i := 0; i < 2; i++ {
		o, _ := parseArguments([]string{chart, "--fixed"})
		all, err := o.run()
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, asText(all))
	}
	if seen[0] != seen[1] || !strings.Contains(seen[0], "a1B2c3D4a ") || !strings.Contains(seen[0], "[a b c d][1 2 3 4]") {
		t.Errorf("%s\n%s", seen[0], seen[1])
	}
}

func TestIgnoreRules(t *testing.T) {
	rules, err := parseIgnoreRules("# remark\n*.bak\ndocs/\n/top.txt\na/b.txt\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"x.bak": true, "deep/x.bak": true, "top.txt": true, "deep/top.txt": false, "a/b.txt": true, "c/a/b.txt": false, "docs": false,
	} {
		if rules.ignore(name, false) != want {
			t.Errorf("%s: %v is wanted", name, want)
		}
	}
	if !rules.ignore("docs", true) || !rules.ignore("deep/docs", true) {
		t.Error("a folder named with a slash at its end is left out")
	}
	if _, err := parseIgnoreRules("a/**/b"); err == nil {
		t.Error("** is refused")
	}
}

func TestAReferenceToTheNetworkIsNotFollowed(t *testing.T) {
	chart := members{"values.schema.json": `{"$ref": "http://127.0.0.1:1/schema.json"}`, "templates/x.yaml": cm("fine")}.write(t)
	o, _ := parseArguments([]string{chart})
	if _, err := o.run(); err != nil {
		t.Error(err)
	}
}

func TestUsage(t *testing.T) {
	for _, broken := range [][]string{{}, {"a", "b", "c"}, {"--nosuch", "a"}} {
		if _, err := parseArguments(broken); err == nil {
			t.Errorf("%v is no error", broken)
		}
	}
	o, err := parseArguments([]string{"a", "--set", "x=1", "b", "-n", "ns", "--api-versions", "v/1,v/2"})
	if err != nil || o.release != "a" || o.chart != "b" || o.namespace != "ns" || len(o.apiVersions) != 2 {
		t.Errorf("%v %+v", err, o)
	}
}
