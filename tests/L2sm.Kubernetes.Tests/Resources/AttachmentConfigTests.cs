using System.Text.Json;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Tests.Resources;

public sealed class AttachmentConfigTests
{
    [Fact]
    public void The_template_for_the_first_operator_has_the_text_that_it_looks_for_and_is_JSON()
    {
        AttachmentConfig.L2smV1.ShouldContain("\"device\": \"l2sm-vNet\"", Case.Sensitive);
        AttachmentConfig.IsL2smV1(AttachmentConfig.L2smV1).ShouldBeTrue();
        var config = JsonDocument.Parse(AttachmentConfig.L2smV1).RootElement;
        config.GetProperty("cniVersion").GetString().ShouldBe("0.3.0");
        config.GetProperty("type").GetString().ShouldBe("host-device");
    }

    [Fact]
    public void The_same_JSON_without_the_blank_is_not_found_by_the_first_operator() =>
        AttachmentConfig.IsL2smV1(AttachmentConfig.L2smV1.Replace(": ", ":", StringComparison.Ordinal)).ShouldBeFalse();

    [Fact]
    public void A_bridge_gets_its_name_and_its_MTU()
    {
        var config = JsonDocument.Parse(AttachmentConfig.Bridge("br-vl1", 1400)).RootElement;

        config.GetProperty("bridge").GetString().ShouldBe("br-vl1");
        config.GetProperty("mtu").GetInt32().ShouldBe(1400);
        JsonDocument.Parse(AttachmentConfig.Bridge("br-vl1")).RootElement.TryGetProperty("mtu", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("sixteen-letters-")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("..")]
    public void A_name_that_no_interface_can_have_is_refused(string name) => Should.Throw<ArgumentException>(() => AttachmentConfig.Bridge(name));

    [Theory]
    [InlineData(67)]
    [InlineData(65_536)]
    public void An_MTU_that_cannot_be_one_is_refused(int mtu) => Should.Throw<ArgumentOutOfRangeException>(() => AttachmentConfig.Bridge("br0", mtu));
}
