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

{{- define "osm-l2sm.tlsSecret" -}}
{{- .tls.secretName | default (printf "%s-%s-tls" (include "osm-l2sm.name" .root) .what) }}
{{- end }}
