using System.Text.Json;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Tests.Operator;

public sealed class OperatorProbeTests
{
    [Fact]
    public void A_current_operator_with_its_namespace_set_has_no_fault()
    {
        var finding = OperatorProbe.Judge(Traces("array", "alexdecb/l2sm-controller-manager:2.8.7", "l2sm"));

        finding.Faults.ShouldBeEmpty();
        finding.ShouldSatisfyAllConditions(
            () => finding.IsUsable.ShouldBeTrue(), () => finding.Rule.ShouldBe(DatapathRule.OfBridge), () => finding.Version.ShouldBe("2.8.7"),
            () => finding.SwitchesNamespace.ShouldBe("l2sm"), () => finding.HasIpam.ShouldBeTrue(), () => finding.DetachesPorts.ShouldBeTrue());
    }

    [Fact]
    public void Operator_2_8_0_has_the_older_ids_and_never_takes_a_port_out()
    {
        var finding = OperatorProbe.Judge(Traces("string", "registry:5000/l2sm-controller-manager:2.8.0", "l2sm"));

        finding.IsUsable.ShouldBeTrue();
        finding.Rule.ShouldBe(DatapathRule.OfNode);
        finding.DetachesPorts.ShouldBeFalse();
    }

    [Fact]
    public void Tags_of_the_other_line_tell_nothing_and_the_schema_decides() =>
        OperatorProbe.Judge(Traces("array", "l2sm-controller-manager:v1.2.12", "l2sm")).Rule.ShouldBe(DatapathRule.OfBridge);

    [Fact]
    public void An_image_that_does_not_fit_the_schema_is_a_fault_and_is_believed()
    {
        var finding = OperatorProbe.Judge(Traces("array", "l2sm-controller-manager:2.8.0", "l2sm"));

        finding.Faults.ShouldHaveSingleItem().Kind.ShouldBe(OperatorFaultKind.VersionsDiffer);
        finding.Rule.ShouldBe(DatapathRule.OfNode);
        finding.IsUsable.ShouldBeTrue();
    }

    [Fact]
    public void An_unset_SWITCHES_NAMESPACE_is_found_and_the_cure_is_a_command()
    {
        var fault = OperatorProbe.Judge(Traces("array", "l2sm-controller-manager:2.8.7", null)).Faults.ShouldHaveSingleItem();

        fault.Kind.ShouldBe(OperatorFaultKind.SwitchesNamespaceUnset);
        fault.Cure.ShouldBe("kubectl -n l2sm-system set env deployment/l2sm-controller-manager SWITCHES_NAMESPACE=l2sm");
        fault.IsFatal.ShouldBeFalse();
    }

    [Fact]
    public void An_Overlay_where_the_operator_does_not_look_is_a_fault() =>
        OperatorProbe.Judge(Traces("array", "l2sm-controller-manager:2.8.7", "elsewhere")).Faults.ShouldHaveSingleItem().Kind.ShouldBe(OperatorFaultKind.OverlayElsewhere);

    [Fact]
    public void Nothing_there_is_told_with_what_to_install()
    {
        var finding = OperatorProbe.Judge(new OperatorTraces());

        finding.IsUsable.ShouldBeFalse();
        finding.Faults.Select(f => f.Kind).ShouldBe([OperatorFaultKind.NoMultus, OperatorFaultKind.Absent]);
    }

    [Fact]
    public void The_first_operator_is_recognised_and_the_way_out_is_named()
    {
        var finding = OperatorProbe.Judge(new OperatorTraces { Attachments = Definition("{}"), Deployments = [Deployment("l2sm-operator", "x", null)] });

        var fault = finding.Faults.ShouldHaveSingleItem();
        fault.Kind.ShouldBe(OperatorFaultKind.TooOld);
        fault.Cure.ShouldContain("l2sm-v1");
    }

    [Fact]
    public void A_schema_without_addresses_is_too_old()
    {
        var traces = Traces("string", "l2sm-controller-manager:v2.8", "l2sm") with { L2Networks = Definition("""{"provider":{"properties":{"domain":{"type":"string"}}}}""") };
        OperatorProbe.Judge(traces).Faults.ShouldHaveSingleItem().Kind.ShouldBe(OperatorFaultKind.TooOld);
    }

    [Fact]
    public void Kinds_without_their_operator_are_a_fault() =>
        OperatorProbe.Judge(Traces("array", "l2sm-controller-manager:2.8.7", "l2sm") with { Deployments = [] })
            .Faults.ShouldHaveSingleItem().Kind.ShouldBe(OperatorFaultKind.NotDeployed);

    private static OperatorTraces Traces(string domainType, string image, string? switchesNamespace) => new()
    {
        Attachments = Definition("{}"),
        Overlays = Definition("{}"),
        L2Networks = Definition($$"""{"networkCIDR":{"type":"string"},"provider":{"properties":{"domain":{"type":"{{domainType}}"} } } }"""),
        Deployments = [Deployment("l2sm-controller-manager", image, switchesNamespace)],
        OverlaysMade = [new Overlay { Metadata = new ObjectMeta { Name = "overlay-sample", Namespace = "l2sm" } }],
    };

    private static CustomResourceDefinition Definition(string specFields) => new()
    {
        Metadata = new ObjectMeta { Name = "x" },
        Spec = new CustomResourceDefinitionSpec
        {
            Group = "x",
            Versions =
            [
                new CustomResourceDefinitionVersion
                {
                    Name = "v1",
                    Schema = new CustomResourceValidation { OpenApiV3Schema = JsonElement.Parse($$"""{"properties":{"spec":{"properties":{{specFields}} } } }""") },
                },
            ],
        },
    };

    private static Deployment Deployment(string name, string image, string? switchesNamespace) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "l2sm-system" },
        Spec = new DeploymentSpec
        {
            Template = new PodTemplate
            {
                Spec = new PodTemplateSpec
                {
                    Containers =
                    [
                        new Container { Name = "kube-rbac-proxy", Image = "kube-rbac-proxy:1" },
                        new Container
                        {
                            Name = "manager",
                            Image = image,
                            Env = switchesNamespace is null ? null : [new EnvironmentVariable { Name = "SWITCHES_NAMESPACE", Value = switchesNamespace }],
                        },
                    ],
                },
            },
        },
    };
}
