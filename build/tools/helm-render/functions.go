package main

import (
	"bytes"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"text/template"

	"github.com/BurntSushi/toml"
	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

// refusal is what a chart says by itself with fail or required.
type refusal struct{ message string }

func (r *refusal) Error() string { return r.message }

// helmFunctions are helm's beyond sprig's, but for include and tpl, which belong to one rendering.
var helmFunctions = template.FuncMap{
	"toToml":        toTOML,
	"fromToml":      func(text string) table { return decodeTable(text, unmarshalTOML) },
	"toYaml":        toYAML,
	"mustToYaml":    mustToYAML,
	"toYamlPretty":  toYAML,
	"fromYaml":      func(text string) table { return decodeTable(text, unmarshalYAML) },
	"fromYamlArray": func(text string) []interface{} { return decodeList(text, unmarshalYAML) },
	"toJson":        toJSON,
	"fromJson":      func(text string) table { return decodeTable(text, json.Unmarshal) },
	"fromJsonArray": func(text string) []interface{} { return decodeList(text, json.Unmarshal) },
	"sha512sum":     func(text string) string { sum := sha512.Sum512([]byte(text)); return hex.EncodeToString(sum[:]) },
	"required":      required,
	"fail":          func(message string) (string, error) { return "", &refusal{message} },
	// Without a cluster there is nothing to find, and a rendering asks no name server.
	"lookup":        func(apiVersion, kind, namespace, name string) (table, error) { return table{}, nil },
	"getHostByName": func(name string) string { return "" },
}

// functions are what templates can call. Fixed ones give the same at every rendering.
func functions(fixed bool) template.FuncMap {
	all := sprig.TxtFuncMap()
	delete(all, "env")
	delete(all, "expandenv")
	add(all, helmFunctions)
	if fixed {
		add(all, fixedFunctions)
	}
	return all
}

func add(to, from template.FuncMap) {
	for name, function := range from {
		to[name] = function
	}
}

func required(message string, value interface{}) (interface{}, error) {
	if value == nil || value == "" {
		return value, &refusal{message}
	}
	return value, nil
}

func toYAML(value interface{}) string {
	text, _ := mustToYAML(value)
	return text
}

func mustToYAML(value interface{}) (string, error) {
	data, err := yaml.Marshal(value)
	return strings.TrimSuffix(string(data), "\n"), err
}

func toJSON(value interface{}) string {
	data, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(data)
}

func toTOML(value interface{}) string {
	var out bytes.Buffer
	if err := toml.NewEncoder(&out).Encode(value); err != nil {
		return err.Error()
	}
	return out.String()
}

func unmarshalTOML(data []byte, into interface{}) error { return toml.Unmarshal(data, into) }
func unmarshalYAML(data []byte, into interface{}) error { return yaml.Unmarshal(data, into) }

// decodeTable gives an error as the value of "Error", as helm's functions do.
func decodeTable(text string, unmarshal func([]byte, interface{}) error) table {
	read := table{}
	if err := unmarshal([]byte(text), &read); err != nil {
		if read == nil {
			read = table{}
		}
		read["Error"] = err.Error()
	}
	return read
}

func decodeList(text string, unmarshal func([]byte, interface{}) error) []interface{} {
	read := []interface{}{}
	if err := unmarshal([]byte(text), &read); err != nil {
		return []interface{}{err.Error()}
	}
	return read
}

var errNested = errors.New("include goes round in circles: more than 1000 of the same name inside each other")
