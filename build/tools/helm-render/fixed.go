package main

import (
	"encoding/base64"
	"sort"
	"strings"
	"text/template"
	"time"
)

// certificate is what sprig's gen… functions return to templates.
type certificate struct{ Cert, Key string }

const (
	fixedCert = "-----BEGIN CERTIFICATE-----\nZml4ZWQ=\n-----END CERTIFICATE-----\n"
	fixedKey  = "-----BEGIN RSA PRIVATE KEY-----\nZml4ZWQ=\n-----END RSA PRIVATE KEY-----\n"
)

var (
	fixedTime = time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)

	// fixedFunctions stand in for what differs from one rendering to the next (--fixed), so that two renderings can be compared. They are
	// constants, not a seeded sequence: a template more or less before them changes nothing. The keys of a table have no order in Go: they get one.
	fixedFunctions = template.FuncMap{
		"randAlphaNum": repeated("a1B2c3D4"),
		"randAlpha":    repeated("aBcDeFgH"),
		"randAscii":    repeated("aB3.dE6-"),
		"randNumeric":  repeated("12345678"),
		"randBytes":    func(n int) (string, error) { return base64.StdEncoding.EncodeToString(make([]byte, n)), nil },
		"randInt":      func(low, high int) int { return low },
		"keys":         sortedTableKeys,
		"values":       valuesByKey,
		"shuffle":      func(text string) string { return text },
		"uuidv4":       func() string { return "00000000-0000-4000-8000-000000000000" },
		"now":          func() time.Time { return fixedTime },
		"ago":          func(date interface{}) string { return "1h0m0s" },
		"bcrypt":       func(text string) string { return "$2a$10$fixed." + text },
		"htpasswd":     func(user, password string) string { return user + ":$2a$10$fixed." + password },
		"encryptAES": func(password, text string) (string, error) {
			return base64.StdEncoding.EncodeToString([]byte(text)), nil
		},
		"genPrivateKey":     func(kind string) string { return fixedKey },
		"genCA":             func(name string, days int) (certificate, error) { return fixedPair() },
		"genCAWithKey":      func(name string, days int, key string) (certificate, error) { return fixedPair() },
		"genSelfSignedCert": func(name string, addresses, names []interface{}, days int) (certificate, error) { return fixedPair() },
		"genSignedCert":     fixedSigned,
		"genSelfSignedCertWithKey": func(name string, addresses, names []interface{}, days int, key string) (certificate, error) {
			return fixedPair()
		},
		"genSignedCertWithKey": func(name string, addresses, names []interface{}, days int, ca certificate, key string) (certificate, error) {
			return fixedPair()
		},
		"buildCustomCert": func(cert, key string) (certificate, error) {
			decodedCert, err := base64.StdEncoding.DecodeString(cert)
			if err != nil {
				return certificate{}, err
			}
			decodedKey, err := base64.StdEncoding.DecodeString(key)
			return certificate{string(decodedCert), string(decodedKey)}, err
		},
	}
)

func fixedPair() (certificate, error) { return certificate{fixedCert, fixedKey}, nil }

func fixedSigned(name string, addresses, names []interface{}, days int, ca certificate) (certificate, error) {
	return fixedPair()
}

func repeated(pattern string) func(int) (string, error) {
	return func(n int) (string, error) {
		if n <= 0 {
			return "", nil
		}
		return strings.Repeat(pattern, n/len(pattern)+1)[:n], nil
	}
}

func sortedTableKeys(tables ...table) []string {
	names := []string{}
	for _, each := range tables {
		own := []string{}
		for name := range each {
			own = append(own, name)
		}
		sort.Strings(own)
		names = append(names, own...)
	}
	return names
}

func valuesByKey(of table) []interface{} {
	found := []interface{}{}
	for _, name := range sortedTableKeys(of) {
		found = append(found, of[name])
	}
	return found
}
