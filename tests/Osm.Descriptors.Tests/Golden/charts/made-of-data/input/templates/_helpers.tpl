{{- define "unit.object" -}}
{{- $object := dict "apiVersion" "apps/v1" "kind" "Deployment" "metadata" (dict "name" "object") "spec" (dict "template" (dict "spec" (dict "containers" list))) -}}
{{- toYaml $object -}}
{{- end -}}
{{- define "unit.copied" -}}
{{- get .Values "copied" | toYaml -}}
{{- end -}}
{{- define "unit.head" -}}
{{- printf "apiVersion: apps/v1\nkind: %s" "Deployment" -}}
{{- end -}}
