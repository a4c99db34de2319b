package main

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"
)

// manifest is one document of the output.
type manifest struct {
	Source string          `json:"source"`
	Hook   bool            `json:"hook,omitempty"`
	Text   string          `json:"text"`
	Object json.RawMessage `json:"object"`
	kind   string
	test   bool
}

var (
	documentEnd = regexp.MustCompile(`(?:^|\s*\n)---\s*`)
	hookEvents  = map[string]bool{
		"pre-install": true, "post-install": true, "pre-delete": true, "post-delete": true, "pre-upgrade": true,
		"post-upgrade": true, "pre-rollback": true, "post-rollback": true, "test": true, "test-success": true,
	}
	installOrder = ranks(`PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget
		ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition
		ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service
		DaemonSet Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass
		Ingress APIService`)
)

func ranks(kinds string) map[string]int {
	ranked := map[string]int{}
	for i, kind := range strings.Fields(kinds) {
		ranked[kind] = i
	}
	return ranked
}

// manifestsOf cuts what was rendered into documents, in helm's order: by kind, hooks last.
func manifestsOf(rendered map[string]string) ([]manifest, error) {
	var plain, hooks []manifest
	for _, name := range sortedKeys(rendered) {
		text := rendered[name]
		if isPartial(name) || strings.HasSuffix(name, "NOTES.txt") || strings.TrimSpace(text) == "" {
			continue
		}
		for _, document := range documentEnd.Split(strings.TrimSpace(text), -1) {
			if document = strings.TrimSpace(document); document == "" {
				continue
			}
			each, err := readManifest(name, document)
			if err != nil {
				return nil, err
			}
			if each.Hook {
				hooks = append(hooks, each)
			} else {
				plain = append(plain, each)
			}
		}
	}
	for _, list := range [][]manifest{plain, hooks} {
		list := list
		sort.SliceStable(list, func(a, b int) bool { return before(list[a].kind, list[b].kind) })
	}
	return append(plain, hooks...), nil
}

func readManifest(name, text string) (manifest, error) {
	m := manifest{Source: name, Text: text}
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return m, fmt.Errorf("YAML parse error on %s: %w", name, err)
	}
	m.Object = data
	head := struct {
		Kind     string
		Metadata *struct{ Annotations map[string]string }
	}{}
	if err := json.Unmarshal(data, &head); err != nil {
		return m, fmt.Errorf("YAML parse error on %s: %w", name, err)
	}
	m.kind = head.Kind
	if head.Metadata == nil {
		return m, nil
	}
	for _, event := range strings.Split(head.Metadata.Annotations["helm.sh/hook"], ",") {
		event = strings.ToLower(strings.TrimSpace(event))
		m.Hook = m.Hook || hookEvents[event]
		m.test = m.test || event == "test" || event == "test-success"
	}
	return m, nil
}

// readManifests reads what helm template printed.
func readManifests(text string) ([]manifest, error) {
	var all []manifest
	for _, document := range documentEnd.Split(text, -1) {
		if document = strings.TrimSpace(document); document == "" {
			continue
		}
		source := ""
		if first, rest, _ := strings.Cut(document, "\n"); strings.HasPrefix(first, sourceLine) {
			source, document = strings.TrimSpace(strings.TrimPrefix(first, sourceLine)), rest
		}
		each, err := readManifest(source, strings.TrimSpace(document))
		if err != nil {
			return nil, err
		}
		all = append(all, each)
	}
	return all, nil
}

const sourceLine = "# Source: "

func before(a, b string) bool {
	rankA, knownA := installOrder[a]
	rankB, knownB := installOrder[b]
	switch {
	case knownA && knownB:
		return rankA < rankB
	case !knownA && !knownB:
		return a < b
	default:
		return knownA
	}
}

// shown keeps the documents of the templates that --show-only names.
func shown(all []manifest, patterns []string, chartName string) ([]manifest, error) {
	if len(patterns) == 0 {
		return all, nil
	}
	var kept []manifest
	for _, pattern := range patterns {
		found := false
		for _, each := range all {
			if matches, _ := path.Match(pattern, strings.TrimPrefix(each.Source, chartName+"/")); matches {
				kept = append(kept, each)
				found = true
			}
		}
		if !found {
			return nil, fmt.Errorf("could not find template %s in chart", pattern)
		}
	}
	return kept, nil
}

// asText is what helm template prints.
func asText(all []manifest) string {
	var out strings.Builder
	for _, each := range all {
		fmt.Fprintf(&out, "---\n%s%s\n%s\n", sourceLine, each.Source, each.Text)
	}
	return out.String()
}
