package main

import (
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

// userValues are the -f files and the --set flags in helm's order: files, --set-json, --set, --set-string, --set-file; later ones win.
func (o *options) userValues() (table, error) {
	values := table{}
	for _, name := range o.valueFiles {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		read := table{}
		if err := yaml.Unmarshal(data, &read); err != nil {
			return nil, fmt.Errorf("failed to parse %s: %w", name, err)
		}
		values = overlay(values, read)
	}
	for _, flag := range []struct {
		name  string
		texts []string
		read  reader
	}{
		{"--set-json", o.setJSON, jsonValue},
		{"--set", o.set, typedValue},
		{"--set-string", o.setString, stringValue},
		{"--set-file", o.setFile, fileValue},
	} {
		for _, text := range flag.texts {
			if err := setValues(values, text, flag.read); err != nil {
				return nil, fmt.Errorf("failed parsing %s %q: %w", flag.name, text, err)
			}
		}
	}
	return values, nil
}

// overlay lays a later values file over earlier ones; a null stays, to delete a default.
func overlay(under, over table) table {
	merged := copyShallow(under)
	for key, value := range over {
		valueTable, isTable := value.(table)
		presentTable, presentIsTable := merged[key].(table)
		if isTable && presentIsTable {
			merged[key] = overlay(presentTable, valueTable)
		} else {
			merged[key] = value
		}
	}
	return merged
}
