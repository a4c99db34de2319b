{{- /*
Put here by osm-l2sm @VERSION@. It attaches the pods of this chart and of its subcharts to virtual links; 'osm-l2sm unpatch' takes it out.
The name of a link in the cluster is the value global.l2sm.networks.<net> where there is one ("" for no attachment), else it is made of
global.l2sm.nsName (default: the release's namespace) and the net.
*/ -}}

{{- /* Which nets go where. */ -}}
{{- define "l2sm.wishes" -}}
@WISHES@
{{- end -}}

{{- /* The name in the cluster that a net_name of OSM's RO gives. */ -}}
{{- define "l2sm.networkName" -}}
{{- $name := regexReplaceAll "[^a-zA-Z0-9]+" . "-" | lower | trimAll "-" -}}
{{- if not $name -}}
{{- fail (printf "osm-l2sm: the network name '%s' has no letter a-z and no digit: set global.l2sm.nsName" .) -}}
{{- end -}}
{{- if has $name (list "status" "port" "mirror-port") -}}
{{- $name = printf "net-%s" $name -}}
{{- end -}}
{{- if gt (len $name) 63 -}}
{{- fail (printf "osm-l2sm: the network name '%s' gives '%s', which has more than 63 characters" . $name) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{- /* The name of a net in the cluster; empty for no attachment. Takes root and net. Characters are counted, not bytes: RO does so too. */ -}}
{{- define "l2sm.network" -}}
{{- $l2sm := (.root.Values.global | default dict).l2sm | default dict -}}
{{- $networks := $l2sm.networks | default dict -}}
{{- if hasKey $networks .net -}}
{{- index $networks .net | default "" | toString | trim -}}
{{- else -}}
{{- $nsName := $l2sm.nsName | default .root.Release.Namespace | toString -}}
{{- printf "%s-%s" (regexFind "(?s)^.{0,16}" $nsName) (regexFind "(?s)^.{0,16}" .net) | include "l2sm.networkName" -}}
{{- end -}}
{{- end -}}

{{- /* "yes" if a workload was named. Takes root, kind, name, component, wish. */ -}}
{{- define "l2sm.isNamed" -}}
{{- $kind := "" -}}
{{- $wanted := .wish.workload -}}
{{- if contains "/" $wanted -}}
{{- $kind = regexFind "^[^/]*" $wanted | lower -}}
{{- $wanted = regexReplaceAll "^[^/]*/" $wanted "" -}}
{{- end -}}
{{- $chart := .root.Chart.Name -}}
{{- $short := trimPrefix "-" (trimPrefix .root.Release.Name .name) -}}
{{- $shorter := trimPrefix "-" (trimPrefix $chart $short) -}}
{{- $names := list .name $short (default $chart $shorter) .component -}}
{{- if .wish.byChart -}}
{{- $names = append $names $chart -}}
{{- end -}}
{{- if and (or (not $kind) (eq $kind (lower .kind))) (has $wanted $names) -}}yes{{- end -}}
{{- end -}}

{{- /* The attachments of a workload, as {"list": [{"name", "ips"?}, ...]}. Takes root, kind, name, component. */ -}}
{{- define "l2sm.attachments" -}}
{{- $list := list -}}
{{- range $wish := (include "l2sm.wishes" . | fromJson).networks -}}
{{- $isWanted := not $wish.workloads -}}
{{- $attachment := dict -}}
{{- range $workload := $wish.workloads -}}
{{- if include "l2sm.isNamed" (dict "root" $.root "kind" $.kind "name" $.name "component" $.component "wish" $workload) -}}
{{- $isWanted = true -}}
{{- with $workload.address -}}
{{- if and $attachment.ips (ne (first $attachment.ips) .) -}}
{{- fail (printf "osm-l2sm: %s '%s' is given two addresses on the net '%s', %s and %s: name one" $.kind $.name $wish.net (first $attachment.ips) .) -}}
{{- end -}}
{{- $attachment = set $attachment "ips" (list .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $isWanted -}}
{{- with include "l2sm.network" (dict "root" $.root "net" $wish.net) -}}
{{- $list = append $list (set $attachment "name" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- dict "list" $list | toJson -}}
{{- end -}}

{{- /* The elements of an annotation's value, which is a JSON list or names with commas between. Takes value, where. */ -}}
{{- define "l2sm.elements" -}}
{{- $list := list -}}
{{- if hasPrefix "[" (trim .value) -}}
{{- $parsed := printf "{\"list\": %s}" .value | fromJson -}}
{{- if not (kindIs "slice" $parsed.list) -}}
{{- fail (printf "osm-l2sm: the list of networks of %s cannot be read: %s" .where .value) -}}
{{- end -}}
{{- $list = $parsed.list -}}
{{- else -}}
{{- range splitList "," .value -}}
{{- with trim . -}}
{{- $element := dict "name" (regexReplaceAll "^[^/]*/|@.*$" . "") -}}
{{- with regexFind "^[^/]*/" . -}}
{{- $element = set $element "namespace" (trimSuffix "/" .) -}}
{{- end -}}
{{- with regexFind "@.*$" . -}}
{{- $element = set $element "interface" (trimPrefix "@" .) -}}
{{- end -}}
{{- $list = append $list $element -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- dict "list" $list | toJson -}}
{{- end -}}

{{- /* An annotation's value with attachments added that it does not have: as it was, with names after it, where that will do. Takes value, attachments, where. */ -}}
{{- define "l2sm.value" -}}
{{- $elements := (include "l2sm.elements" . | fromJson).list -}}
{{- $there := list -}}
{{- range $elements -}}
{{- $there = append $there .name -}}
{{- end -}}
{{- $new := list -}}
{{- $names := list -}}
{{- $isPlain := not (hasPrefix "[" (trim .value)) -}}
{{- range .attachments -}}
{{- if not (has .name $there) -}}
{{- $new = append $new . -}}
{{- $names = append $names .name -}}
{{- if gt (len .) 1 -}}
{{- $isPlain = false -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if not $new -}}
{{- .value -}}
{{- else if $isPlain -}}
{{- join "," (concat (without (list (trimSuffix "," (trim .value))) "") $names) -}}
{{- else -}}
{{- concat $elements $new | toJson -}}
{{- end -}}
{{- end -}}

{{- /* Lines for a pod template of this chart, of which every workload gets every net: its labels, an annotation, and the annotation with its key. */ -}}
{{- define "l2sm.labels" -}}
{{- if and (eq (include "l2sm.wishes" . | fromJson).dialect "l2sm") (include "l2sm.annotations" .) -}}
l2sm: "true"
{{- end -}}
{{- end -}}

{{- define "l2sm.annotations" -}}
{{- $attachments := (include "l2sm.attachments" (dict "root" .) | fromJson).list -}}
{{- if $attachments -}}
{{- include "l2sm.key" . }}: {{ include "l2sm.value" (dict "value" "" "attachments" $attachments "where" "") | toJson -}}
{{- end -}}
{{- end -}}

{{- define "l2sm.annotationsBlock" -}}
{{- with include "l2sm.annotations" . -}}
annotations:
  {{ . -}}
{{- end -}}
{{- end -}}

{{- define "l2sm.key" -}}
{{- if eq (include "l2sm.wishes" . | fromJson).dialect "l2sm" -}}l2sm/networks{{- else -}}k8s.v1.cni.cncf.io/networks{{- end -}}
{{- end -}}

{{- /* What a template of the chart rendered, with its pods attached; all else is left as it is, to the last byte. Takes root and body. */ -}}
{{- define "l2sm.attached" -}}
{{- $documents := list -}}
{{- range $text := regexSplit "(?m)^---" .body -1 -}}
{{- if regexMatch "Deployment|DaemonSet|StatefulSet|ReplicaSet|ReplicationController|Job|Pod|List" $text -}}
{{- $text = include "l2sm.document" (dict "root" $.root "text" $text) -}}
{{- end -}}
{{- $documents = append $documents $text -}}
{{- end -}}
{{- join "---" $documents -}}
{{- end -}}

{{- /* A document with its pods attached. Takes root and text; Helm too reads a document without the white space around it, and takes "<no value>" out. */ -}}
{{- define "l2sm.document" -}}
{{- $text := replace "<no value>" "" .text -}}
{{- $object := trim $text | fromYaml -}}
{{- $change := dict "root" .root "object" $object -}}
{{- $before := toJson $object -}}
{{- include "l2sm.change" $change -}}
{{- $after := toJson $object -}}
{{- if or (hasKey $object "Error") (eq $before $after) -}}
{{- .text -}}
{{- else -}}
{{- $edited := "" -}}
{{- if $change.path -}}
{{- $edited = include "l2sm.edited" (dict "text" $text "path" $change.path "labels" $change.labels "annotations" $change.annotations) -}}
{{- end -}}
{{- if and $edited (eq (trim $edited | fromYaml | toJson) $after) -}}
{{- $edited -}}
{{- else if regexMatch "(?m)[\\s\\[,:-][0-9]{16,}[ \\t\\r]*([,\\]}#]|$)" $text -}}
{{- fail (printf "osm-l2sm: %s of the chart '%s' cannot be edited line by line, and it has a number that is too long to be written anew: give its pod template's metadata one key a line" $change.where .root.Chart.Name) -}}
{{- else -}}
{{- printf "\n%s\n" (toYaml $object) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* Attaches the pods of an object, in place, and of the elements of a list. Says in the dict where and what, so that the text can be edited alike. Takes root and object. */ -}}
{{- define "l2sm.change" -}}
{{- $kind := .object.kind | default "" | toString -}}
{{- if and (hasSuffix "List" $kind) (kindIs "slice" .object.items) -}}
{{- range .object.items -}}
{{- if kindIs "map" . -}}
{{- include "l2sm.change" (dict "root" $.root "object" .) -}}
{{- end -}}
{{- end -}}
{{- else -}}
{{- $path := list "spec" "template" -}}
{{- if eq $kind "Pod" -}}
{{- $path = list -}}
{{- else if eq $kind "CronJob" -}}
{{- $path = list "spec" "jobTemplate" "spec" "template" -}}
{{- end -}}
{{- $pod := .object -}}
{{- range $path -}}
{{- $pod = ternary (get $pod .) dict (kindIs "map" (get $pod .)) -}}
{{- end -}}
{{- $metadata := .object.metadata | default dict -}}
{{- $isHook := hasKey ($metadata.annotations | default dict) "helm.sh/hook" -}}
{{- $makesPods := has $kind (list "Deployment" "DaemonSet" "StatefulSet" "ReplicaSet" "ReplicationController" "Job" "CronJob" "Pod") -}}
{{- $isOfKubernetes := regexMatch "^(v1|(apps|batch|extensions)/.*)$" (.object.apiVersion | default "" | toString) -}}
{{- $podSpec := $pod.spec | default dict -}}
{{- if and $makesPods $isOfKubernetes (kindIs "map" $podSpec) (not $isHook) (not (get $podSpec "hostNetwork")) -}}
{{- include "l2sm.changePod" (set (set (set (set . "pod" $pod) "kind" $kind) "metadata" $metadata) "podPath" (append $path "metadata")) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* Attaches a pod, in place. Takes root, object, pod, kind, metadata, podPath; sets path, labels, annotations where lines say it all. */ -}}
{{- define "l2sm.changePod" -}}
{{- $wishes := include "l2sm.wishes" . | fromJson -}}
{{- $key := include "l2sm.key" . -}}
{{- $multusKey := "k8s.v1.cni.cncf.io/networks" -}}
{{- $podMetadata := .pod.metadata | default dict -}}
{{- $labels := $podMetadata.labels | default dict -}}
{{- $annotations := $podMetadata.annotations | default dict -}}
{{- $component := get ($labels) "app.kubernetes.io/component" | default (get (.metadata.labels | default dict) "app.kubernetes.io/component") | default "" -}}
{{- $name := .metadata.name | default "" | toString -}}
{{- $_ := set . "where" (printf "%s '%s'" .kind $name) -}}
{{- $attachments := (include "l2sm.attachments" (dict "root" .root "kind" .kind "name" $name "component" $component) | fromJson).list -}}
{{- $isLine := not (hasKey $annotations $key) -}}
{{- $multus := get $annotations $multusKey | default "" | toString -}}
{{- range $attachments -}}
{{- if and .ips (or (eq $.kind "DaemonSet") (gt (int ($.object.spec.replicas | default 1)) 1) (gt (int ($.object.spec.parallelism | default 1)) 1)) -}}
{{- fail (printf "osm-l2sm: %s has more than one pod, and the address %s is for one: give no address, or let it have one replica" $.where (first .ips)) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $wishes.dialect "l2sm") $multus -}}
{{- include "l2sm.replaceMultus" (dict "root" .root "where" .where "wishes" $wishes "multus" $multus "attachments" $attachments "result" .) -}}
{{- $attachments = .replaced -}}
{{- if $attachments -}}
{{- $isLine = false -}}
{{- $annotations = unset $annotations $multusKey -}}
{{- end -}}
{{- end -}}
{{- if $attachments -}}
{{- $value := include "l2sm.value" (dict "value" (get $annotations $key | default "" | toString) "attachments" $attachments "where" .where) -}}
{{- $podMetadata = set $podMetadata "annotations" (set $annotations $key $value) -}}
{{- $_ = set . "annotations" (printf "%s: %s" $key (toJson $value)) -}}
{{- $_ = set . "labels" "" -}}
{{- if eq $wishes.dialect "l2sm" -}}
{{- if hasKey $labels "l2sm" -}}
{{- $isLine = and $isLine (eq (toString $labels.l2sm) "true") -}}
{{- else -}}
{{- $_ = set . "labels" "l2sm: \"true\"" -}}
{{- end -}}
{{- $podMetadata = set $podMetadata "labels" (set $labels "l2sm" "true") -}}
{{- end -}}
{{- $_ = set .pod "metadata" $podMetadata -}}
{{- if $isLine -}}
{{- $_ = set . "path" .podPath -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* L2S-M leaves a pod alone that has a list for Multus: its elements become virtual links, or it is an error. Takes root, where, wishes, multus, attachments; sets replaced in result. */ -}}
{{- define "l2sm.replaceMultus" -}}
{{- $attachments := .attachments -}}
{{- $left := list -}}
{{- range $element := (include "l2sm.elements" (dict "value" .multus "where" .where) | fromJson).list -}}
{{- $name := get $element "name" | default "" -}}
{{- $net := "" -}}
{{- range $.wishes.replace -}}
{{- if has .attachment (list $name (trimPrefix (printf "%s-" $.root.Release.Name) $name) (replace (printf "-%s" $.root.Release.Name) "" $name)) -}}
{{- $net = .net -}}
{{- end -}}
{{- end -}}
{{- if not $net -}}
{{- $left = append $left $name -}}
{{- else -}}
{{- $lost := without (keys $element) "name" "namespace" "ips" "interface" -}}
{{- if $lost -}}
{{- fail (printf "osm-l2sm: %s has %s for the Multus network '%s', and l2sm/networks has no place for it: take it out of the chart or of its values" $.where (join ", " (sortAlpha $lost)) $name) -}}
{{- end -}}
{{- with include "l2sm.network" (dict "root" $.root "net" $net) -}}
{{- $link := dict "name" . -}}
{{- if $element.ips -}}
{{- $link = set $link "ips" $element.ips -}}
{{- end -}}
{{- $others := list -}}
{{- $isThere := false -}}
{{- range $attachment := $attachments -}}
{{- if eq $attachment.name $link.name -}}
{{- $isThere = true -}}
{{- $attachment = merge $attachment $link -}}
{{- end -}}
{{- $others = append $others $attachment -}}
{{- end -}}
{{- $attachments = ternary $others (append $others $link) $isThere -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $attachments $left -}}
{{- fail (printf "osm-l2sm: %s has a list for Multus already (%s), and L2S-M gives such a pod no virtual link: patch with --replace-multus NAME=NET for each, or with --dialect multus" .where (join ", " $left)) -}}
{{- end -}}
{{- $_ := set .result "replaced" $attachments -}}
{{- end -}}

{{- /* A document with a line in the labels and one in the annotations of its pod's metadata; what is no simple place for them gives nothing or what does
not read as wanted, and is then written anew. Takes text, path, labels, annotations (lines; empty for none). */ -}}
{{- define "l2sm.edited" -}}
{{- $lines := splitList "\n" .text -}}
{{- $path := .path -}}
{{- $wanted := dict "labels" .labels "annotations" .annotations -}}
{{- $before := dict -}}
{{- $level := 0 -}}
{{- $parent := -1 -}}
{{- $children := -1 -}}
{{- $first := -1 -}}
{{- $section := "" -}}
{{- $isSimple := true -}}
{{- range $at, $line := $lines -}}
{{- $content := trim $line -}}
{{- if and $content (not (hasPrefix "#" $content)) (or $at (not (hasPrefix "---" $content))) -}}
{{- $indent := sub (len $line) (len (trimPrefix (regexFind "^ *" $line) $line)) | int -}}
{{- if and (gt $level 0) (le $indent $parent) -}}
{{- break -}}
{{- end -}}
{{- if lt $children 0 -}}
{{- $children = $indent -}}
{{- $first = $at -}}
{{- end -}}
{{- if $section -}}
{{- $isSimple = and $isSimple (gt $indent $children) (regexMatch "^[\"']?[A-Za-z0-9_./-]+[\"']?:( |\t|\r|$)" $content) -}}
{{- $before = set $before (toString $at) (printf "%s%s\n" (repeat $indent " ") (get $wanted $section)) -}}
{{- $wanted = set $wanted $section "" -}}
{{- $section = "" -}}
{{- end -}}
{{- if eq $indent $children -}}
{{- $key := regexFind "^[a-zA-Z]+:" $content | trimSuffix ":" -}}
{{- $isBare := regexMatch "^[a-zA-Z]+:\\s*(#.*)?$" $content -}}
{{- if lt $level (len $path) -}}
{{- if eq $key (index $path $level) -}}
{{- $isSimple = and $isSimple $isBare -}}
{{- $level = add $level 1 | int -}}
{{- $parent = $indent -}}
{{- $children = -1 -}}
{{- end -}}
{{- else if and $key (get $wanted $key) -}}
{{- $isSimple = and $isSimple $isBare -}}
{{- $section = $key -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $isSimple (eq $level (len $path)) (ge $children 0) (not $section) -}}
{{- $new := "" -}}
{{- range $key := list "annotations" "labels" -}}
{{- with get $wanted $key -}}
{{- $new = printf "%s%s%s:\n%s  %s\n" $new (repeat $children " ") $key (repeat $children " ") . -}}
{{- end -}}
{{- end -}}
{{- $last := sub (len $lines) 1 | int -}}
{{- range $at, $line := $lines -}}
{{- if eq $at $first -}}{{- $new -}}{{- end -}}
{{- get $before (toString $at) -}}
{{- $line -}}
{{- if lt $at $last }}{{ "\n" }}{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}
