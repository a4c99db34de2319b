package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// ignoreRule is a line of .helmignore.
type ignoreRule struct {
	pattern          string
	negated, folders bool
	anchored         bool // the pattern has a slash: it is held against the whole path, not the last name
}

type ignoreRules []ignoreRule

// readIgnoreRules reads .helmignore, if there is one; hidden files in templates/ are always left out.
func readIgnoreRules(name string) (ignoreRules, error) {
	data, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return parseIgnoreRules(string(data) + "\ntemplates/.?*\n")
}

func parseIgnoreRules(text string) (ignoreRules, error) {
	var rules ignoreRules
	for number, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, string(byteOrderMark)))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.Contains(line, "**") {
			return nil, fmt.Errorf(".helmignore:%d: double-star (**) syntax is not supported", number+1)
		}
		rule := ignoreRule{}
		line, rule.negated = cutPrefix(line, "!")
		if strings.HasSuffix(line, "/") {
			rule.folders = true
			line = strings.TrimSuffix(line, "/")
		}
		rule.anchored = strings.Contains(line, "/")
		rule.pattern = strings.TrimPrefix(line, "/")
		if _, err := path.Match(rule.pattern, "x"); err != nil {
			return nil, fmt.Errorf(".helmignore:%d: %w", number+1, err)
		}
		rules = append(rules, rule)
	}
	return rules, nil
}

// ignore says whether a path inside the chart is left out. A negated rule leaves out what it does not match: so does helm.
func (rules ignoreRules) ignore(name string, folder bool) bool {
	for _, rule := range rules {
		subject := name
		if !rule.anchored {
			subject = path.Base(name)
		}
		matches, _ := path.Match(rule.pattern, subject)
		if rule.negated {
			if rule.folders && !folder || !matches {
				return true
			}
			continue
		}
		if matches && (folder || !rule.folders) {
			return true
		}
	}
	return false
}

func cutPrefix(text, prefix string) (string, bool) {
	return strings.TrimPrefix(text, prefix), strings.HasPrefix(text, prefix)
}
