package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/xeipuuv/gojsonschema"
)

var errRemote = errors.New("helm-render does not go to the network")

type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) { return nil, errRemote }

func init() { http.DefaultTransport = noNetwork{} }

// checkSchemas holds the values against values.schema.json of the chart and of its subcharts. A schema that refers to the network is
// skipped with a warning: helm would fetch what it names.
func checkSchemas(c *chart, values table) error {
	complaints := schemaComplaints(c, values)
	if complaints == "" {
		return nil
	}
	return fmt.Errorf("values don't meet the specifications of the schema(s) in the following chart(s):\n%s", complaints)
}

func schemaComplaints(c *chart, values table) string {
	var said strings.Builder
	if c.schema != nil {
		said.WriteString(complaintsOf(c, values))
	}
	for _, sub := range c.subcharts {
		below, _ := values[sub.name()].(table)
		said.WriteString(schemaComplaints(sub, below))
	}
	return said.String()
}

func complaintsOf(c *chart, values table) string {
	data, err := json.Marshal(values)
	if err != nil {
		return fmt.Sprintf("%s:\n%v\n", c.name(), err)
	}
	if values == nil {
		data = []byte("{}")
	}
	result, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(c.schema), gojsonschema.NewBytesLoader(data))
	if err != nil {
		if strings.Contains(err.Error(), errRemote.Error()) {
			warn("values.schema.json of %s refers to the network: not checked", c.name())
			return ""
		}
		return fmt.Sprintf("%s:\n%v\n", c.name(), err)
	}
	if result.Valid() {
		return ""
	}
	var said strings.Builder
	fmt.Fprintf(&said, "%s:\n", c.name())
	for _, each := range result.Errors() {
		fmt.Fprintf(&said, "- %s\n", each)
	}
	return said.String()
}
