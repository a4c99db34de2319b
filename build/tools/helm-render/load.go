package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// No chart of the field comes near these; a bomb is stopped by them.
const (
	maxFile  = 64 << 20
	maxChart = 512 << 20
	maxDepth = 16
)

var byteOrderMark = []byte("\xef\xbb\xbf")

// loadChart reads a chart's folder or .tgz.
func loadChart(name string) (*chart, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	var files []file
	if info.IsDir() {
		files, err = readFolder(name)
	} else {
		var opened *os.File
		if opened, err = os.Open(name); err != nil {
			return nil, err
		}
		defer opened.Close()
		files, err = readArchive(opened)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c, err := assemble(files, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

// readFolder reads what .helmignore does not leave out; links are followed, as helm does.
func readFolder(root string) ([]file, error) {
	rules, err := readIgnoreRules(filepath.Join(root, ".helmignore"))
	if err != nil {
		return nil, err
	}
	var files []file
	total := 0
	var walk func(folder string, depth int) error
	walk = func(folder string, depth int) error {
		if depth > 64 {
			return fmt.Errorf("%s: nested too deeply, or a link to a folder above itself", folder)
		}
		entries, err := os.ReadDir(filepath.Join(root, folder))
		if err != nil {
			return err
		}
		for _, entry := range entries {
			name := path.Join(folder, entry.Name())
			info, err := os.Stat(filepath.Join(root, name))
			if err != nil {
				return err
			}
			if rules.ignore(name, info.IsDir()) {
				continue
			}
			if info.IsDir() {
				if err := walk(name, depth+1); err != nil {
					return err
				}
				continue
			}
			if !info.Mode().IsRegular() {
				return fmt.Errorf("%s: not a regular file", name)
			}
			if total += int(info.Size()); info.Size() > maxFile || total > maxChart {
				return fmt.Errorf("%s: the chart is larger than helm-render reads", name)
			}
			data, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				return err
			}
			files = append(files, file{name, bytes.TrimPrefix(data, byteOrderMark)})
		}
		return nil
	}
	err = walk("", 0)
	return files, err
}

// readArchive reads a chart's .tgz; the first folder of each member's path is the chart's own and is left out.
func readArchive(from io.Reader) ([]file, error) {
	unzipped, err := gzip.NewReader(bufio.NewReader(from))
	if err != nil {
		return nil, fmt.Errorf("no .tgz: %w", err)
	}
	defer unzipped.Close()
	var files []file
	members := tar.NewReader(io.LimitReader(unzipped, maxChart))
	for {
		header, err := members.Next()
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if header.Typeflag != tar.TypeReg && header.Typeflag != tar.TypeRegA {
			continue
		}
		_, inside, ok := strings.Cut(strings.ReplaceAll(header.Name, `\`, "/"), "/")
		clean := path.Clean(inside)
		if !ok || clean == "." {
			return nil, fmt.Errorf("%s: not inside a folder named like the chart", header.Name)
		}
		if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") {
			return nil, fmt.Errorf("%s: leaves the chart", header.Name)
		}
		data, err := io.ReadAll(io.LimitReader(members, maxFile+1))
		if err != nil {
			return nil, err
		}
		if len(data) > maxFile {
			return nil, fmt.Errorf("%s: larger than helm-render reads", header.Name)
		}
		files = append(files, file{clean, bytes.TrimPrefix(data, byteOrderMark)})
	}
}
