// helm-render renders a chart as "helm template" does, without Helm: for tests and for machines that have none.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

const usage = `usage: helm-render [NAME] CHART [flags]
       helm-render --read [FILE]

Renders a chart (folder or .tgz) as "helm template" does; the flags are helm's, where it has them. With --read it prints what helm template
printed (FILE or standard input) as the JSON of --json.
Exit codes: 0 rendered, 1 the chart does not render, 2 wrong usage.

`

// options are the command line.
type options struct {
	chart, release, namespace, kubeVersion                                              string
	valueFiles, set, setString, setJSON, setFile, apiVersions, showOnly                 list
	read, json, fixed, includeCRDs, noHooks, skipTests, isUpgrade, skipSchemaValidation bool
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string { return strings.Join(*l, " ") }

func (l *list) Set(text string) error {
	*l = append(*l, text)
	return nil
}

// commaList is a list whose texts hold several, with commas between.
type commaList struct{ *list }

func (l commaList) String() string { return "" }

func (l commaList) Set(text string) error {
	*l.list = append(*l.list, strings.Split(text, ",")...)
	return nil
}

func warn(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, "helm-render: warning: "+format+"\n", arguments...)
}

func main() {
	o, err := parseArguments(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "helm-render: %v; --help tells the usage\n", err)
		os.Exit(2)
	}
	manifests, err := o.run()
	if err != nil {
		fmt.Fprintf(os.Stderr, "helm-render: %v\n", err)
		os.Exit(1)
	}
	if !o.json {
		fmt.Print(asText(manifests))
		return
	}
	if manifests == nil {
		manifests = []manifest{}
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(manifests); err != nil {
		fmt.Fprintf(os.Stderr, "helm-render: %v\n", err)
		os.Exit(1)
	}
}

func parseArguments(arguments []string) (*options, error) {
	o := &options{release: "release-name"}
	flags := flag.NewFlagSet("helm-render", flag.ContinueOnError)
	flags.Usage = func() {}
	flags.SetOutput(io.Discard)
	for _, name := range []string{"f", "values"} {
		flags.Var(commaList{&o.valueFiles}, name, "values `file`; several, and later ones win")
	}
	for _, name := range []string{"a", "api-versions"} {
		flags.Var(commaList{&o.apiVersions}, name, "more `versions` for .Capabilities.APIVersions")
	}
	for _, name := range []string{"s", "show-only"} {
		flags.Var(&o.showOnly, name, "only the documents of this `template` (templates/x.yaml)")
	}
	for _, name := range []string{"n", "namespace"} {
		flags.StringVar(&o.namespace, name, "default", "the release's `namespace`")
	}
	flags.Var(&o.set, "set", "`key=value`,… with helm's types")
	flags.Var(&o.setString, "set-string", "`key=value`,… as text")
	flags.Var(&o.setJSON, "set-json", "`key=json`,… or a JSON object")
	flags.Var(&o.setFile, "set-file", "`key=path`,… of files")
	flags.StringVar(&o.kubeVersion, "kube-version", kubeVersion, "`version` for .Capabilities.KubeVersion")
	flags.BoolVar(&o.includeCRDs, "include-crds", false, "the documents of crds/ too")
	flags.BoolVar(&o.noHooks, "no-hooks", false, "no hooks")
	flags.BoolVar(&o.skipTests, "skip-tests", false, "no tests (helm.sh/hook: test)")
	flags.BoolVar(&o.isUpgrade, "is-upgrade", false, ".Release.IsUpgrade instead of .Release.IsInstall")
	flags.BoolVar(&o.skipSchemaValidation, "skip-schema-validation", false, "values.schema.json is not looked at")
	flags.BoolVar(&o.json, "json", false, "print a JSON list of {source, hook, text, object} (helm has no such flag)")
	flags.BoolVar(&o.read, "read", false, "read manifests instead of rendering a chart (helm has no such flag)")
	flags.BoolVar(&o.fixed, "fixed", false, "random values, times and certificates are constants (helm has no such flag)")

	var names []string
	for len(arguments) > 0 {
		err := flags.Parse(arguments)
		if errors.Is(err, flag.ErrHelp) {
			fmt.Print(usage)
			flags.SetOutput(os.Stdout)
			flags.PrintDefaults()
		}
		if err != nil {
			return nil, err
		}
		if arguments = flags.Args(); len(arguments) > 0 { // flags may stand between and behind
			names, arguments = append(names, arguments[0]), arguments[1:]
		}
	}
	if o.read && len(names) < 2 {
		o.json = true
		o.chart = strings.Join(names, "")
		return o, nil
	}
	switch len(names) {
	case 1:
		o.chart = names[0]
	case 2:
		o.release, o.chart = names[0], names[1]
	default:
		return nil, fmt.Errorf("a chart is wanted, and a release name before it if need be; %d names were given", len(names))
	}
	return o, nil
}
