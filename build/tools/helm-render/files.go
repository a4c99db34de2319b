package main

import (
	"encoding/base64"
	"path"
	"strings"

	"github.com/gobwas/glob"
)

// chartFiles is .Files: the members of a chart that are neither templates, values nor subcharts.
type chartFiles map[string][]byte

func newFiles(from []file) chartFiles {
	files := make(chartFiles, len(from))
	for _, each := range from {
		files[each.name] = each.data
	}
	return files
}

// GetBytes is a file, or nothing.
func (f chartFiles) GetBytes(name string) []byte {
	if data, ok := f[name]; ok {
		return data
	}
	return []byte{}
}

// Get is a file as text, or "".
func (f chartFiles) Get(name string) string { return string(f.GetBytes(name)) }

// Glob is the files whose path matches; * stops at slashes, ** does not.
func (f chartFiles) Glob(pattern string) chartFiles {
	compiled, err := glob.Compile(pattern, '/')
	if err != nil {
		compiled, _ = glob.Compile("**")
	}
	found := chartFiles{}
	for name, data := range f {
		if compiled.Match(name) {
			found[name] = data
		}
	}
	return found
}

// AsConfig is the files as the data of a ConfigMap: base names and text.
func (f chartFiles) AsConfig() string {
	return f.asData(func(data []byte) string { return string(data) })
}

// AsSecrets is the files as the data of a Secret: base names and base64.
func (f chartFiles) AsSecrets() string { return f.asData(base64.StdEncoding.EncodeToString) }

func (f chartFiles) asData(encode func([]byte) string) string {
	if f == nil {
		return ""
	}
	data := map[string]string{}
	for name, content := range f {
		data[path.Base(name)] = encode(content)
	}
	return toYAML(data)
}

// Lines is a file's lines.
func (f chartFiles) Lines(name string) []string {
	if f == nil || f[name] == nil {
		return []string{}
	}
	text := string(f[name])
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
