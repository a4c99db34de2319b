package main

import (
	"fmt"
	"strings"

	"github.com/Masterminds/semver"
)

// file is one member of a chart; its name is the path inside the chart, with slashes.
type file struct {
	name string
	data []byte
}

// maintainer is part of Chart.yaml.
type maintainer struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"`
}

// dependency is an entry of Chart.yaml's (or requirements.yaml's) dependencies.
type dependency struct {
	Name         string        `json:"name"`
	Version      string        `json:"version,omitempty"`
	Repository   string        `json:"repository"`
	Condition    string        `json:"condition,omitempty"`
	Tags         []string      `json:"tags,omitempty"`
	Enabled      bool          `json:"enabled,omitempty"`
	ImportValues []interface{} `json:"import-values,omitempty"`
	Alias        string        `json:"alias,omitempty"`
}

// Metadata is Chart.yaml. Exported, for what templates copy (deepCopy) keeps exported fields only. The fields' names are what templates see as .Chart.
type Metadata struct {
	Name         string            `json:"name,omitempty"`
	Home         string            `json:"home,omitempty"`
	Sources      []string          `json:"sources,omitempty"`
	Version      string            `json:"version,omitempty"`
	Description  string            `json:"description,omitempty"`
	Keywords     []string          `json:"keywords,omitempty"`
	Maintainers  []*maintainer     `json:"maintainers,omitempty"`
	Icon         string            `json:"icon,omitempty"`
	APIVersion   string            `json:"apiVersion,omitempty"`
	Condition    string            `json:"condition,omitempty"`
	Tags         string            `json:"tags,omitempty"`
	AppVersion   string            `json:"appVersion,omitempty"`
	Deprecated   bool              `json:"deprecated,omitempty"`
	Annotations  map[string]string `json:"annotations,omitempty"`
	KubeVersion  string            `json:"kubeVersion,omitempty"`
	Dependencies []*dependency     `json:"dependencies,omitempty"`
	Type         string            `json:"type,omitempty"`
}

// chart is a loaded chart with its subcharts.
type chart struct {
	metadata  *Metadata
	values    map[string]interface{}
	schema    []byte
	templates []file
	files     []file
	subcharts []*chart
	parent    *chart
}

func (c *chart) name() string { return c.metadata.Name }

// fullPath is the chart's place in the release, as "# Source:" lines name it.
func (c *chart) fullPath() string {
	if c.parent == nil {
		return c.name()
	}
	return c.parent.fullPath() + "/charts/" + c.name()
}

func (c *chart) setSubcharts(charts []*chart) {
	c.subcharts = charts
	for _, each := range charts {
		each.parent = c
	}
}

func (c *chart) isLibrary() bool { return strings.EqualFold(c.metadata.Type, "library") }

func (c *chart) validate() error {
	m := c.metadata
	switch {
	case m.APIVersion == "":
		return fmt.Errorf("validation: chart.metadata.apiVersion is required")
	case m.Name == "":
		return fmt.Errorf("validation: chart.metadata.name is required")
	case strings.ContainsAny(m.Name, `/\`):
		return fmt.Errorf("validation: chart.metadata.name %q is invalid", m.Name)
	case m.Version == "":
		return fmt.Errorf("validation: chart.metadata.version is required")
	case m.Type != "" && m.Type != "application" && m.Type != "library":
		return fmt.Errorf("validation: chart.metadata.type must be application or library")
	}
	if _, err := semver.NewVersion(m.Version); err != nil {
		return fmt.Errorf("validation: chart.metadata.version %q is invalid", m.Version)
	}
	return nil
}

// inRange says whether a version satisfies a constraint of a dependency or of kubeVersion.
func inRange(constraint, version string) bool {
	v, err := semver.NewVersion(version)
	if err != nil {
		return false
	}
	c, err := semver.NewConstraint(constraint)
	return err == nil && c.Check(v)
}
