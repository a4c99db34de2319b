package main

import (
	"fmt"
	"strings"
)

// table is a YAML mapping.
type table = map[string]interface{}

const globals = "global"

// coalesce lays a chart's defaults, and those of its subcharts, under values, which it changes and returns.
// With keepNulls a null is kept, for it may have to delete a default later; otherwise it deletes the default and goes.
func coalesce(c *chart, values table, keepNulls bool) (table, error) {
	layDefaults(c, values, keepNulls)
	for _, sub := range c.subcharts {
		switch values[sub.name()].(type) {
		case table:
		default:
			if present, ok := values[sub.name()]; ok {
				return nil, fmt.Errorf("type mismatch on %s: the values of a subchart are a table, not %v", sub.name(), present)
			}
			values[sub.name()] = table{}
		}
		below := values[sub.name()].(table)
		passGlobals(below, values)
		if _, err := coalesce(sub, below, keepNulls); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func layDefaults(c *chart, values table, keepNulls bool) {
	for key, standard := range copyTable(c.values) {
		present, ok := values[key]
		if !ok {
			values[key] = standard
			continue
		}
		if present == nil && !keepNulls {
			delete(values, key)
			continue
		}
		over, isTable := present.(table)
		under, standardIsTable := standard.(table)
		if isTable && standardIsTable {
			// What belongs to a subchart keeps its nulls: its own defaults are laid under it later.
			mergeTables(over, under, keepNulls || c.hasSubchart(key))
		} else if isTable && standard != nil {
			warn("skipped value for %s.%s: not a table", c.fullPath(), key)
		}
	}
}

func (c *chart) hasSubchart(name string) bool {
	for _, sub := range c.subcharts {
		if sub.name() == name {
			return true
		}
	}
	return false
}

// mergeTables lays one table under another, which it changes and returns.
func mergeTables(over, under table, keepNulls bool) table {
	if under == nil {
		return over
	}
	if over == nil {
		return under
	}
	for key, standard := range under {
		present, ok := over[key]
		if !ok {
			over[key] = standard
			continue
		}
		if present == nil {
			if !keepNulls {
				delete(over, key)
			}
			continue
		}
		presentTable, isTable := present.(table)
		standardTable, standardIsTable := standard.(table)
		switch {
		case isTable && standardIsTable:
			mergeTables(presentTable, standardTable, keepNulls)
		case standardIsTable:
			warn("cannot overwrite table with non table for %s", key)
		case isTable && standard != nil:
			warn("destination for %s is a table: ignoring a value that is none", key)
		}
	}
	if !keepNulls {
		for key, present := range over {
			if _, ok := under[key]; !ok && present == nil {
				delete(over, key)
			}
		}
	}
	return over
}

// passGlobals lays the globals of a chart over those of its subchart.
func passGlobals(below, above table) {
	to, ok := tableOrEmpty(below)
	from, ok2 := tableOrEmpty(above)
	if !ok || !ok2 {
		return
	}
	for key, value := range from {
		switch value := value.(type) {
		case table:
			merged := copyShallow(value)
			if present, there := to[key]; there {
				presentTable, isTable := present.(table)
				if !isTable {
					warn("global %s: a table does not replace what is none", key)
					continue
				}
				mergeTables(merged, presentTable, true)
			}
			to[key] = merged
		default:
			if _, isTable := to[key].(table); isTable {
				warn("global %s is a table: skipping what is none", key)
				continue
			}
			to[key] = value
		}
	}
	below[globals] = to
}

func tableOrEmpty(values table) (table, bool) {
	present, ok := values[globals]
	if !ok {
		return table{}, true
	}
	found, ok := present.(table)
	if !ok {
		warn("skipping globals: %s is not a table", globals)
	}
	return found, ok
}

func copyShallow(values table) table {
	copied := make(table, len(values))
	for key, value := range values {
		copied[key] = value
	}
	return copied
}

func copyTable(values table) table {
	copied := make(table, len(values))
	for key, value := range values {
		copied[key] = copyValue(value)
	}
	return copied
}

func copyValue(value interface{}) interface{} {
	switch value := value.(type) {
	case table:
		return copyTable(value)
	case []interface{}:
		copied := make([]interface{}, len(value))
		for i, each := range value {
			copied[i] = copyValue(each)
		}
		return copied
	default:
		return value
	}
}

// find walks to a dotted path.
func find(values table, dotted string) (interface{}, bool) {
	var present interface{} = values
	for _, key := range strings.Split(dotted, ".") {
		inside, ok := present.(table)
		if !ok {
			return nil, false
		}
		if present, ok = inside[key]; !ok {
			return nil, false
		}
	}
	return present, true
}

func findTable(values table, dotted string) (table, bool) {
	present, ok := find(values, dotted)
	found, isTable := present.(table)
	return found, ok && isTable
}
