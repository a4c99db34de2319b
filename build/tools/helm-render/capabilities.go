package main

import (
	"fmt"
	"strings"

	"github.com/Masterminds/semver"
)

// The Helm that OSM's LCM has, and the Kubernetes that this Helm takes for granted without a cluster.
const (
	helmVersion = "v3.15.1"
	kubeVersion = "v1.30.0"
)

// versionSet is .Capabilities.APIVersions.
type versionSet []string

// Has says whether an API version ("apps/v1"), or a resource where --api-versions names it ("apps/v1/Deployment"), is there.
func (s versionSet) Has(version string) bool {
	for _, each := range s {
		if each == version {
			return true
		}
	}
	return false
}

// kubernetesVersion is .Capabilities.KubeVersion.
type kubernetesVersion struct {
	Version, Major, Minor string
}

// String is the whole version, with its v.
func (v *kubernetesVersion) String() string { return v.Version }

// GitVersion is an older name of the same.
func (v *kubernetesVersion) GitVersion() string { return v.Version }

// helmBuild is .Capabilities.HelmVersion.
type helmBuild struct {
	Version, GitCommit, GitTreeState, GoVersion string
}

// capabilities is .Capabilities.
type capabilities struct {
	KubeVersion kubernetesVersion
	APIVersions versionSet
	HelmVersion helmBuild
}

func newCapabilities(version string, more []string) (*capabilities, error) {
	if version == "" {
		version = kubeVersion
	}
	parsed, err := semver.NewVersion(version)
	if err != nil {
		return nil, fmt.Errorf("--kube-version %q: %w", version, err)
	}
	return &capabilities{
		KubeVersion: kubernetesVersion{"v" + strings.TrimPrefix(parsed.String(), "v"), fmt.Sprint(parsed.Major()), fmt.Sprint(parsed.Minor())},
		APIVersions: append(strings.Fields(builtIn), more...),
		HelmVersion: helmBuild{Version: helmVersion, GitTreeState: "clean"},
	}, nil
}

// builtIn are the API versions of Kubernetes 1.30's client, the beta and removed ones included: what helm template says without a cluster.
const builtIn = `v1
admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1
apiextensions.k8s.io/v1 apiextensions.k8s.io/v1beta1
apps/v1 apps/v1beta1 apps/v1beta2
authentication.k8s.io/v1 authentication.k8s.io/v1alpha1 authentication.k8s.io/v1beta1
authorization.k8s.io/v1 authorization.k8s.io/v1beta1
autoscaling/v1 autoscaling/v2 autoscaling/v2beta1 autoscaling/v2beta2
batch/v1 batch/v1beta1
certificates.k8s.io/v1 certificates.k8s.io/v1alpha1 certificates.k8s.io/v1beta1
coordination.k8s.io/v1 coordination.k8s.io/v1beta1
discovery.k8s.io/v1 discovery.k8s.io/v1beta1
events.k8s.io/v1 events.k8s.io/v1beta1
extensions/v1beta1
flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta1 flowcontrol.apiserver.k8s.io/v1beta2 flowcontrol.apiserver.k8s.io/v1beta3
internal.apiserver.k8s.io/v1alpha1
networking.k8s.io/v1 networking.k8s.io/v1alpha1 networking.k8s.io/v1beta1
node.k8s.io/v1 node.k8s.io/v1alpha1 node.k8s.io/v1beta1
policy/v1 policy/v1beta1
rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1alpha1 rbac.authorization.k8s.io/v1beta1
resource.k8s.io/v1alpha2
scheduling.k8s.io/v1 scheduling.k8s.io/v1alpha1 scheduling.k8s.io/v1beta1
storage.k8s.io/v1 storage.k8s.io/v1alpha1 storage.k8s.io/v1beta1
storagemigration.k8s.io/v1alpha1`
