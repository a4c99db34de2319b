package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
)

var releaseName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)

// run does what "helm template" does, step by step.
func (o *options) run() ([]manifest, error) {
	if o.read {
		return readFrom(o.chart)
	}
	if len(o.release) > 53 || !releaseName.MatchString(o.release) {
		return nil, fmt.Errorf("release name %q: lower-case letters, digits, - and ., 53 at most", o.release)
	}
	c, err := loadChart(o.chart)
	if err != nil {
		return nil, err
	}
	if c.isLibrary() {
		return nil, fmt.Errorf("library charts are not installable: %s", c.name())
	}
	if err := checkPresent(c); err != nil {
		return nil, err
	}
	given, err := o.userValues()
	if err != nil {
		return nil, err
	}
	if err := resolveDependencies(c, given); err != nil {
		return nil, err
	}
	can, err := newCapabilities(o.kubeVersion, o.apiVersions)
	if err != nil {
		return nil, err
	}
	if wanted := c.metadata.KubeVersion; wanted != "" && !inRange(wanted, can.KubeVersion.Version) {
		return nil, fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", wanted, can.KubeVersion.Version)
	}
	values, err := coalesce(c, copyTable(given), false)
	if err != nil {
		return nil, err
	}
	if !o.skipSchemaValidation {
		if err := checkSchemas(c, values); err != nil {
			return nil, err
		}
	}
	top := table{
		"Release": table{
			"Name": o.release, "Namespace": o.namespace, "Revision": 1, "Service": "Helm",
			"IsInstall": !o.isUpgrade, "IsUpgrade": o.isUpgrade,
		},
		"Capabilities": can,
	}
	sources := map[string]source{}
	collect(c, top, values, sources)
	rendered, err := render(sources, functions(o.fixed))
	if err != nil {
		return nil, err
	}
	all, err := manifestsOf(rendered)
	if err != nil {
		return nil, err
	}
	var kept []manifest
	if o.includeCRDs {
		if kept, err = crds(c); err != nil {
			return nil, err
		}
	}
	for _, each := range all {
		if !(each.Hook && o.noHooks) && !(each.test && o.skipTests) {
			kept = append(kept, each)
		}
	}
	return shown(kept, o.showOnly, c.name())
}

// readFrom reads manifests from a file, or from standard input without one.
func readFrom(name string) ([]manifest, error) {
	data, err := []byte(nil), error(nil)
	if name == "" {
		data, err = io.ReadAll(os.Stdin)
	} else {
		data, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, err
	}
	return readManifests(string(data))
}
