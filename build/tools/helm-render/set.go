package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Lists made by --set a[N]=… are no longer than this, as in helm.
const maxIndex = 65536

// reader takes a value off the front of the text behind "=" and returns what is left, which is empty or begins with a comma.
type reader func(text string) (value interface{}, rest string, err error)

// setValues applies the text of a --set flag: "a.b[0].c=1,d={x,y}".
func setValues(values table, text string, read reader) error {
	if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "{") {
		whole := table{}
		if err := json.Unmarshal([]byte(trimmed), &whole); err != nil {
			return err
		}
		for key, value := range overlay(values, whole) {
			values[key] = value
		}
		return nil
	}
	for text != "" {
		steps, rest, err := keyPath(text)
		if err != nil {
			return err
		}
		value, rest, err := read(rest)
		if err != nil {
			return err
		}
		if rest != "" && rest[0] != ',' {
			return fmt.Errorf("%q after a value: a comma is wanted", rest)
		}
		if _, err := place(values, steps, value); err != nil {
			return err
		}
		text = strings.TrimPrefix(rest, ",")
	}
	return nil
}

// keyPath reads up to "=". A step is a string (a key) or an int (an index of a list).
func keyPath(text string) (steps []interface{}, rest string, err error) {
	var key strings.Builder
	flush := func() {
		if key.Len() > 0 {
			steps = append(steps, key.String())
			key.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			if i++; i < len(text) {
				key.WriteByte(text[i])
			}
		case '.':
			flush()
		case '[':
			flush()
			length := strings.IndexByte(text[i:], ']')
			if length < 0 {
				return nil, "", fmt.Errorf("an index has no ]")
			}
			index, err := strconv.Atoi(text[i+1 : i+length])
			if err != nil || index < 0 || index > maxIndex {
				return nil, "", fmt.Errorf("%q is no index of a list", text[i+1:i+length])
			}
			steps = append(steps, index)
			i += length
		case '=':
			flush()
			if len(steps) == 0 {
				return nil, "", fmt.Errorf("no key before =")
			}
			if _, isKey := steps[0].(string); !isKey {
				return nil, "", fmt.Errorf("values are a table, not a list")
			}
			return steps, text[i+1:], nil
		case ',':
			return nil, "", fmt.Errorf("key %q has no value", text[:i])
		default:
			key.WriteByte(text[i])
		}
	}
	return nil, "", fmt.Errorf("key %q has no value", text)
}

// place puts a value at a path and returns the changed container.
func place(container interface{}, steps []interface{}, value interface{}) (interface{}, error) {
	if len(steps) == 0 {
		return value, nil
	}
	switch step := steps[0].(type) {
	case int:
		list, ok := container.([]interface{})
		if !ok && container != nil {
			return nil, fmt.Errorf("index [%d] of what is no list", step)
		}
		for len(list) <= step {
			list = append(list, nil)
		}
		inside, err := place(list[step], steps[1:], value)
		list[step] = inside
		return list, err
	default:
		key := step.(string)
		inside, ok := container.(table)
		if !ok {
			inside = table{}
		}
		changed, err := place(inside[key], steps[1:], value)
		inside[key] = changed
		return inside, err
	}
}

func typedValue(text string) (interface{}, string, error)  { return listOrScalar(text, typed) }
func stringValue(text string) (interface{}, string, error) { return listOrScalar(text, verbatim) }

func verbatim(text string) interface{} { return text }

func typed(text string) interface{} {
	switch strings.ToLower(text) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	if text == "0" || text != "" && text[0] != '0' {
		if number, err := strconv.ParseInt(text, 10, 64); err == nil {
			return number
		}
	}
	return text
}

func listOrScalar(text string, as func(string) interface{}) (interface{}, string, error) {
	if !strings.HasPrefix(text, "{") {
		scalar, rest := until(text, ",")
		return as(scalar), rest, nil
	}
	list := []interface{}{}
	rest := text[1:]
	for {
		var element string
		element, rest = until(rest, ",}")
		if rest == "" {
			return nil, "", fmt.Errorf("list must terminate with '}'")
		}
		if element != "" || rest[0] == ',' || len(list) > 0 {
			list = append(list, as(element))
		}
		ended := rest[0] == '}'
		rest = rest[1:]
		if ended {
			return list, rest, nil
		}
	}
}

// until reads to one of the stops; a backslash takes the next character as it is.
func until(text, stops string) (read, rest string) {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
		} else if strings.IndexByte(stops, text[i]) >= 0 {
			return out.String(), text[i:]
		}
		out.WriteByte(text[i])
	}
	return out.String(), ""
}

func jsonValue(text string) (interface{}, string, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	var value interface{}
	if err := decoder.Decode(&value); err != nil {
		return nil, "", err
	}
	return value, strings.TrimLeft(text[decoder.InputOffset():], " "), nil
}

func fileValue(text string) (interface{}, string, error) {
	name, rest := until(text, ",")
	data, err := os.ReadFile(name)
	return string(data), rest, err
}
