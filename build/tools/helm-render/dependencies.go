package main

import (
	"fmt"
	"sort"
	"strings"
)

// checkPresent refuses a chart whose Chart.yaml wants dependencies that its charts folder does not have.
func checkPresent(c *chart) error {
	var missing []string
	for _, wanted := range c.metadata.Dependencies {
		found := false
		for _, sub := range c.subcharts {
			found = found || sub.name() == wanted.Name
		}
		if !found {
			missing = append(missing, wanted.Name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("found in Chart.yaml, but missing in charts/ directory: %s", strings.Join(missing, ", "))
	}
	return nil
}

// resolveDependencies renames aliased subcharts, drops those that conditions and tags switch off, and imports values.
func resolveDependencies(c *chart, values table) error {
	if err := enable(c, values, ""); err != nil {
		return err
	}
	return importValues(c)
}

// enable works on the values that the user gave; path is the dotted place of the chart in them, with a dot at its end.
func enable(c *chart, values table, path string) error {
	wanted := c.metadata.Dependencies
	if wanted == nil {
		return nil
	}
	var kept []*chart
	for _, sub := range c.subcharts {
		listed := false
		for _, entry := range wanted {
			listed = listed || entry.Name == sub.name() && inRange(entry.Version, sub.metadata.Version)
		}
		if !listed {
			kept = append(kept, sub)
		}
	}
	for _, entry := range wanted {
		if sub := c.instance(entry); sub != nil {
			kept = append(kept, sub)
		}
		if entry.Alias != "" {
			entry.Name = entry.Alias
		}
	}
	c.setSubcharts(kept)

	coalesced, err := coalesce(c, copyTable(values), false)
	if err != nil {
		return err
	}
	off := map[string]bool{}
	for _, entry := range wanted {
		entry.Enabled = byTags(entry, coalesced)
		byConditions(entry, coalesced, path)
		if !entry.Enabled {
			off[entry.Name] = true
		}
	}
	on := []*chart{}
	for _, sub := range c.subcharts {
		if !off[sub.name()] {
			on = append(on, sub)
		}
	}
	entries := []*dependency{}
	for _, entry := range wanted {
		if !off[entry.Name] {
			entries = append(entries, entry)
		}
	}
	for _, sub := range on {
		if err := enable(sub, coalesced, path+sub.name()+"."); err != nil {
			return err
		}
	}
	c.metadata.Dependencies = entries
	c.setSubcharts(on)
	return nil
}

// instance is the subchart for an entry, under its alias: a copy, for the same folder may serve several entries.
func (c *chart) instance(entry *dependency) *chart {
	for _, sub := range c.subcharts {
		if sub.name() != entry.Name || !inRange(entry.Version, sub.metadata.Version) {
			continue
		}
		copied := sub.copy()
		if entry.Alias != "" {
			copied.metadata.Name = entry.Alias
		}
		return copied
	}
	return nil
}

func (c *chart) copy() *chart {
	copied := *c
	copied.values = copyTable(c.values)
	about := *c.metadata
	if about.Dependencies != nil {
		about.Dependencies = make([]*dependency, len(c.metadata.Dependencies))
		for i, entry := range c.metadata.Dependencies {
			each := *entry
			about.Dependencies[i] = &each
		}
	}
	copied.metadata = &about
	below := make([]*chart, len(c.subcharts))
	for i, sub := range c.subcharts {
		below[i] = sub.copy()
	}
	copied.setSubcharts(below)
	return &copied
}

// byTags: off if one of its tags is false and none is true.
func byTags(entry *dependency, values table) bool {
	tags, ok := findTable(values, "tags")
	if !ok {
		return true
	}
	off := false
	for _, tag := range entry.Tags {
		on, isBool := tags[tag].(bool)
		if isBool && on {
			return true
		}
		off = off || isBool
	}
	return !off
}

// byConditions: the first of the paths that has a boolean decides, over the tags.
func byConditions(entry *dependency, values table, path string) {
	for _, condition := range strings.Split(strings.TrimSpace(entry.Condition), ",") {
		if condition == "" {
			continue
		}
		if value, ok := find(values, path+condition); ok {
			if on, isBool := value.(bool); isBool {
				entry.Enabled = on
				return
			}
			warn("condition %q of %s is no boolean", condition, entry.Name)
		}
	}
}

// importValues lays what subcharts export under the chart's own values, deepest first.
func importValues(c *chart) error {
	for _, sub := range c.subcharts {
		if err := importValues(sub); err != nil {
			return err
		}
	}
	if c.metadata.Dependencies == nil {
		return nil
	}
	own, err := coalesce(c, table{}, true)
	if err != nil {
		return err
	}
	imported := table{}
	for _, entry := range c.metadata.Dependencies {
		for _, wish := range entry.ImportValues {
			child, parent := "", "."
			switch wish := wish.(type) {
			case string:
				child = "exports." + wish
			case table:
				child, parent = fmt.Sprint(wish["child"]), fmt.Sprint(wish["parent"])
			default:
				continue
			}
			found, ok := findTable(own, entry.Name+"."+child)
			if !ok {
				warn("import-values of %s: it has no table %s", entry.Name, child)
				continue
			}
			imported = mergeTables(imported, at(parent, copyTable(found)), true)
		}
	}
	c.values = mergeTables(copyTable(own), imported, true)
	return nil
}

// at wraps a table so that it stands at a dotted path.
func at(dotted string, values table) table {
	if dotted == "." {
		return values
	}
	keys := strings.Split(dotted, ".")
	for i := len(keys) - 1; i >= 0; i-- {
		values = table{keys[i]: values}
	}
	return values
}

func sortedKeys(values map[string]string) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
