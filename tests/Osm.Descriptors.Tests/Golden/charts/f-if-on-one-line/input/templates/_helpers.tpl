{{- define "unit.labels" -}}
app: web
{{- end -}}
{{- define "unit.annotations" -}}
from/helper: "yes"
{{- end }}
{{- define "unit.render" -}}
{{- if typeIs "string" .value }}{{ tpl .value .context }}{{ else }}{{ tpl (toYaml .value) .context }}{{ end -}}
{{- end -}}
