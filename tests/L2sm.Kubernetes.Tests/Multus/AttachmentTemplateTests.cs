using System.Text.Json;
using L2sm.Kubernetes.Multus;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Tests.Multus;

public sealed class AttachmentTemplateTests
{
    [Fact]
    public void The_first_operators_template_has_its_mark_byte_for_byte() =>
        AttachmentConfig.IsL2smV1(AttachmentTemplate.L2smV1.ConfigOf("home-1-datanet")).ShouldBeTrue();

    [Fact]
    public void Each_network_has_a_bridge_of_its_own_whose_name_an_interface_can_have()
    {
        var red = AttachmentTemplate.BridgeOf("home-1-datanet");
        red.ShouldNotBe(AttachmentTemplate.BridgeOf("home-2-datanet"));
        red.Length.ShouldBe(15);
        JsonElement.Parse(AttachmentTemplate.Bridge(1400).ConfigOf("home-1-datanet")).GetProperty("bridge").GetString().ShouldBe(red);
    }

    [Fact]
    public void The_users_own_template_is_filled_in()
    {
        var template = AttachmentTemplate.Custom("mine", """{"cniVersion":"1.0.0","name":"${network}","type":"macvlan","master":"${bridge}"}""");
        template.ConfigOf("red").ShouldBe($$"""{"cniVersion":"1.0.0","name":"red","type":"macvlan","master":"{{AttachmentTemplate.BridgeOf("red")}}"}""");
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "no CNI configuration")]
    [InlineData("""{"type":"bridge"}""", "cniVersion")]
    [InlineData("""{"cniVersion":"1.0.0"}""", "type or plugins")]
    public void What_is_no_configuration_is_refused_at_once(string text, string reason) =>
        Should.Throw<FormatException>(() => AttachmentTemplate.Custom("mine", text)).Message.ShouldContain(reason);
}
