package main

import (
	"path"
	"strings"
)

// crds are the documents of crds/, of the chart and its subcharts.
func crds(c *chart) ([]manifest, error) {
	var found []manifest
	for _, each := range c.files {
		if !strings.HasPrefix(each.name, "crds/") || !isYAML(each.name) {
			continue
		}
		for _, document := range documentEnd.Split(strings.TrimSpace(string(each.data)), -1) {
			m, err := readManifest(path.Join(c.fullPath(), each.name), strings.TrimSpace(document))
			if err != nil {
				return nil, err
			}
			if string(m.Object) != "null" {
				found = append(found, m)
			}
		}
	}
	for _, sub := range c.subcharts {
		below, err := crds(sub)
		if err != nil {
			return nil, err
		}
		found = append(found, below...)
	}
	return found, nil
}

func isYAML(name string) bool {
	extension := path.Ext(name)
	return extension == ".yaml" || extension == ".yml" || extension == ".json"
}
