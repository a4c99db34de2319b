{{- define "lib.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: "web:1.0"
        args: ["--metadata", "annotations:"]
{{- end -}}
{{- define "lib.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports: [{port: 80}]
{{- end -}}
