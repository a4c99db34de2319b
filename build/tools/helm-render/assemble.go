package main

import (
	"bytes"
	"fmt"
	"path"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"
)

// assemble sorts files into a chart and its subcharts.
func assemble(files []file, depth int) (*chart, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("subcharts are nested more than %d deep", maxDepth)
	}
	c := &chart{values: map[string]interface{}{}}
	for _, each := range files {
		if each.name == "Chart.yaml" {
			c.metadata = &Metadata{}
			if err := yaml.Unmarshal(each.data, c.metadata); err != nil {
				return nil, fmt.Errorf("cannot load Chart.yaml: %w", err)
			}
			if c.metadata.APIVersion == "" {
				c.metadata.APIVersion = "v1"
			}
		}
	}
	if c.metadata == nil {
		return nil, fmt.Errorf("Chart.yaml file is missing")
	}
	below := map[string][]file{}
	for _, each := range files {
		inCharts := strings.TrimPrefix(each.name, "charts/")
		switch {
		case each.name == "Chart.yaml" || each.name == "Chart.lock":
		case each.name == "values.yaml":
			if err := yaml.Unmarshal(each.data, &c.values); err != nil {
				return nil, fmt.Errorf("cannot load values.yaml: %w", err)
			}
		case each.name == "values.schema.json":
			c.schema = each.data
		case each.name == "requirements.yaml":
			listed := struct {
				Dependencies []*dependency `json:"dependencies"`
			}{}
			if err := yaml.Unmarshal(each.data, &listed); err != nil {
				return nil, fmt.Errorf("cannot load requirements.yaml: %w", err)
			}
			c.metadata.Dependencies = listed.Dependencies
			c.files = append(c.files, each)
		case strings.HasPrefix(each.name, "templates/"):
			c.templates = append(c.templates, each)
		case inCharts != each.name && path.Ext(each.name) != ".prov":
			first, _, _ := strings.Cut(inCharts, "/")
			below[first] = append(below[first], file{inCharts, each.data})
		default:
			c.files = append(c.files, each)
		}
	}
	if err := c.validate(); err != nil {
		return nil, err
	}
	subcharts, err := assembleSubcharts(below, depth)
	if err != nil {
		return nil, err
	}
	c.setSubcharts(subcharts)
	return c, nil
}

func assembleSubcharts(below map[string][]file, depth int) ([]*chart, error) {
	names := make([]string, 0, len(below))
	for name := range below {
		names = append(names, name)
	}
	sort.Strings(names)
	var subcharts []*chart
	for _, name := range names {
		files := below[name]
		if strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") {
			continue
		}
		var inside []file
		if path.Ext(name) == ".tgz" && files[0].name == name {
			var err error
			if inside, err = readArchive(bytes.NewReader(files[0].data)); err != nil {
				return nil, fmt.Errorf("charts/%s: %w", name, err)
			}
		} else {
			for _, each := range files {
				// A file directly in charts/ is no chart.
				if _, rest, ok := strings.Cut(each.name, "/"); ok {
					inside = append(inside, file{rest, each.data})
				}
			}
			if len(inside) == 0 {
				continue
			}
		}
		sub, err := assemble(inside, depth+1)
		if err != nil {
			return nil, fmt.Errorf("charts/%s: %w", name, err)
		}
		subcharts = append(subcharts, sub)
	}
	return subcharts, nil
}
