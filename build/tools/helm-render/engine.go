package main

import (
	"errors"
	"fmt"
	"path"
	"sort"
	"strings"
	"text/template"
)

const maxNested = 1000

// source is a template with what it is rendered with.
type source struct {
	text     string
	scope    table
	basePath string
}

// chartAbout is .Chart: Chart.yaml and whether the chart is the top one.
type chartAbout struct {
	Metadata
	IsRoot bool
}

// collect gathers the templates of a chart and its subcharts with the values that each sees, and returns the scope of the chart.
func collect(c *chart, parent table, values table, into map[string]source) table {
	below := table{}
	scope := table{
		"Chart":        chartAbout{*c.metadata, c.parent == nil},
		"Files":        newFiles(c.files),
		"Release":      parent["Release"],
		"Capabilities": parent["Capabilities"],
		"Values":       Values(values),
		"Subcharts":    below,
	}
	for _, sub := range c.subcharts {
		inside, ok := values[sub.name()].(table)
		if !ok {
			inside = table{}
		}
		below[sub.name()] = collect(sub, scope, inside, into)
	}
	for _, each := range c.templates {
		if c.isLibrary() && !isPartial(each.name) {
			continue
		}
		into[path.Join(c.fullPath(), each.name)] = source{string(each.data), scope, path.Join(c.fullPath(), "templates")}
	}
	return scope
}

func isPartial(name string) bool { return strings.HasPrefix(path.Base(name), "_") }

// render executes all templates and returns their output by name.
func render(sources map[string]source, all template.FuncMap) (rendered map[string]string, err error) {
	root := template.New("gotpl").Option("missingkey=zero")
	r := &rendering{nested: map[string]int{}}
	root.Funcs(all)
	root.Funcs(r.functions(root))

	names := parsingOrder(sources)
	for _, name := range names {
		if _, err := root.New(name).Parse(sources[name].text); err != nil {
			return nil, fmt.Errorf("parse error at (%s): %w", name, err)
		}
	}
	rendered = make(map[string]string, len(names))
	for _, name := range names {
		if isPartial(name) {
			continue
		}
		// One scope for all templates of a chart: what one of them sets in it, those after it see. Charts rely on that.
		scope := sources[name].scope
		scope["Template"] = Values{"Name": name, "BasePath": sources[name].basePath}
		var out strings.Builder
		if err := execute(root, name, &out, Values(scope)); err != nil {
			return nil, explained(err)
		}
		rendered[name] = withoutNoValue(out.String())
	}
	return rendered, nil
}

// execute turns a panic of a template function into an error: helm does so, and a chart may well cause one.
func execute(root *template.Template, name string, out *strings.Builder, scope interface{}) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("rendering %s failed: %v", name, fault)
		}
	}()
	return root.ExecuteTemplate(out, name, scope)
}

// rendering holds what include and tpl share.
type rendering struct{ nested map[string]int }

func (r *rendering) functions(root *template.Template) template.FuncMap {
	return template.FuncMap{
		"include": func(name string, scope interface{}) (string, error) {
			if r.nested[name]++; r.nested[name] > maxNested {
				return "", fmt.Errorf("%s: %w", name, errNested)
			}
			defer func() { r.nested[name]-- }()
			var out strings.Builder
			err := root.ExecuteTemplate(&out, name, scope)
			return out.String(), err
		},
		"tpl": func(text string, scope interface{}) (string, error) {
			if !strings.Contains(text, "{{") {
				return text, nil
			}
			copied, err := root.Clone()
			if err != nil {
				return "", err
			}
			// A clone forgets its options. What tpl defines, its includes find.
			copied.Option("missingkey=zero").Funcs(r.functions(copied))
			parsed, err := copied.New(root.Name()).Parse(text)
			if err != nil {
				return "", fmt.Errorf("cannot parse template %q: %w", text, err)
			}
			var out strings.Builder
			if err := parsed.Execute(&out, scope); err != nil {
				return "", fmt.Errorf("error during tpl function execution for %q: %w", text, err)
			}
			return withoutNoValue(out.String()), nil
		},
	}
}

func withoutNoValue(text string) string { return strings.ReplaceAll(text, "<no value>", "") }

// parsingOrder puts the deepest paths first, so that a definition of a chart stands over one of its subcharts.
func parsingOrder(sources map[string]source) []string {
	names := make([]string, 0, len(sources))
	for name := range sources {
		names = append(names, name)
	}
	sort.Slice(names, func(a, b int) bool {
		depthA, depthB := strings.Count(names[a], "/"), strings.Count(names[b], "/")
		if depthA != depthB {
			return depthA > depthB
		}
		return names[a] > names[b]
	})
	return names
}

// explained says where a chart's own refusal came from, without the calls between; other errors have their place already.
func explained(err error) error {
	var said *refusal
	if !errors.As(err, &said) {
		return err
	}
	if parts := strings.SplitN(err.Error(), ": ", 3); len(parts) == 3 {
		place, _, _ := strings.Cut(parts[1], ": ")
		return fmt.Errorf("execution error at (%s): %s", place, said.message)
	}
	return err
}
