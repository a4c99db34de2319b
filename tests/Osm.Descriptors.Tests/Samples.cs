namespace Osm.Descriptors.Tests;

/// <summary>Descriptors without a fault, small enough to count lines in.</summary>
internal static class Samples
{
    public const string Vnfd = """
        vnfd:
          id: knf
          mgmt-cp: mgmt-ext
          k8s-cluster:
            nets:
            - id: mgmt
            - id: data
          ext-cpd:
          - id: mgmt-ext
            k8s-cluster-net: mgmt
          - id: data-ext
            k8s-cluster-net: data
          kdu:
          - name: unit
            helm-chart: chart
          df:
          - id: default-df
          product-name: knf
          provider: tests
          version: "1.0"
          software-version: "1.0"
        """;

    public const string Nsd = """
        nsd:
          nsd:
          - id: ns
            name: ns
            vnfd-id:
            - knf
            virtual-link-desc:
            - id: mgmt
              mgmt-network: true
            - id: data
            df:
            - id: default-df
              virtual-link-profile:
              - id: data
                virtual-link-desc-id: data
                flavour-id: default
                virtual-link-protocol-data:
                  l3-protocol-data:
                    ip-version: ipv4
                    cidr: 10.1.0.0/24
                    gateway-ip: 10.1.0.1
                    dhcp-enabled: false
              vnf-profile:
              - id: one
                vnfd-id: knf
                virtual-link-connectivity:
                - virtual-link-profile-id: mgmt
                  constituent-cpd-id:
                  - constituent-base-element-id: one
                    constituent-cpd-id: mgmt-ext
                - virtual-link-profile-id: data
                  constituent-cpd-id:
                  - constituent-base-element-id: one
                    constituent-cpd-id: data-ext
                flavour-id: default-df
              - "id": other
                "vnfd-id": knf
                "flavour-id": default-df
                "virtual-link-connectivity":
                - "virtual-link-profile-id": mgmt
                  "constituent-cpd-id":
                  - {"constituent-base-element-id": other, "constituent-cpd-id": mgmt-ext}
                - "virtual-link-profile-id": data
                  "constituent-cpd-id":
                  - {"constituent-base-element-id": other, "constituent-cpd-id": data-ext}
        """;

    public const string Chart = "apiVersion: v2\nname: chart\nversion: 1.0.0\n";

    /// <summary>The text with one place changed, which must be there exactly once.</summary>
    public static string With(this string text, string old, string replacement)
    {
        text.Split(old).Length.ShouldBe(2, $"'{old}' is not there exactly once");
        return text.Replace(old, replacement, StringComparison.Ordinal);
    }
}
