package main

import (
	"fmt"
	"io"

	"sigs.k8s.io/yaml"
)

// Values is the type that helm gives .Values and the dot of a template. It is not the type of the tables inside, and templates notice: dig
// takes .Values.AsMap and not .Values.
type Values map[string]interface{}

// AsMap is the same as a table.
func (v Values) AsMap() map[string]interface{} {
	if len(v) == 0 {
		return table{}
	}
	return v
}

// YAML is the values as text.
func (v Values) YAML() (string, error) {
	data, err := yaml.Marshal(v)
	return string(data), err
}

// Encode writes the values as YAML.
func (v Values) Encode(to io.Writer) error {
	data, err := yaml.Marshal(v)
	if err != nil {
		return err
	}
	_, err = to.Write(data)
	return err
}

// Table is the table at a dotted path.
func (v Values) Table(dotted string) (Values, error) {
	found, ok := findTable(table(v), dotted)
	if !ok {
		return nil, fmt.Errorf("%q is not a table", dotted)
	}
	return found, nil
}

// PathValue is the value at a dotted path, which is no table.
func (v Values) PathValue(dotted string) (interface{}, error) {
	found, ok := find(table(v), dotted)
	if _, isTable := found.(table); !ok || isTable {
		return nil, fmt.Errorf("%q is not a value", dotted)
	}
	return found, nil
}
