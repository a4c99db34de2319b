{{- define "osm-l2sm.name" -}}
{{- if contains "osm-l2sm" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-osm-l2sm" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "osm-l2sm.selector" -}}
app.kubernetes.io/name: osm-l2sm
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "osm-l2sm.labels" -}}
{{ include "osm-l2sm.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- /* Only the leader is called: it labels its own pod. */}}
{{- define "osm-l2sm.leader" -}}
{{ include "osm-l2sm.selector" . }}
osm-l2sm/role: leader
{{- end }}

{{- define "osm-l2sm.operatorNamespace" -}}
{{ .Values.operatorNamespace | default .Release.Namespace }}
{{- end }}

{{- /* The variables of a setting: one of its parts each, where it is a mapping or a list. */}}
{{- define "osm-l2sm.setting" -}}
{{- $at := .at }}
{{- if kindIs "map" .value }}
{{- range $name, $value := .value }}
{{- include "osm-l2sm.setting" (dict "at" (printf "%s__%s" $at $name) "value" $value) }}
{{- end }}
{{- else if kindIs "slice" .value }}
{{- range $i, $value := .value }}
{{- include "osm-l2sm.setting" (dict "at" (printf "%s__%d" $at $i) "value" $value) }}
{{- end }}
{{- else }}
- name: {{ $at }}
  value: {{ if kindIs "float64" .value }}{{ .value | int64 | quote }}{{ else }}{{ .value | quote }}{{ end }}
{{- end }}
{{- end }}

{{- /* How the backend multus makes attachments. */}}
{{- define "osm-l2sm.nadTemplate" -}}
{{- if .Values.nadTemplate }}/etc/osm-l2sm/nad.json{{ else }}{{ (.Values.settings.Kubernetes | default dict).NadTemplate | default "l2sm-v1" }}{{ end }}
{{- end }}

{{- define "osm-l2sm.tlsSecret" -}}
{{- .tls.secretName | default (printf "%s-%s-tls" (include "osm-l2sm.name" .root) .what) }}
{{- end }}
