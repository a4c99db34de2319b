using Osm.L2sm.Connector.Hosting.Dialling;

namespace Osm.L2sm.Connector.Tests.Hosting.Dialling;

public sealed class DialTargetTests
{
    [Theory]
    [InlineData("unix:/run/ovs/br0.mgmt", "/run/ovs/br0.mgmt", null, false)]
    [InlineData("tcp:node-1.example:6653", "node-1.example", 6653, false)]
    [InlineData("tcp:[2001:db8::1]:6653", "2001:db8::1", 6653, false)]
    [InlineData("tls:192.0.2.1:6653", "192.0.2.1", 6653, true)]
    [InlineData("ssl:192.0.2.1:1", "192.0.2.1", 1, true)]
    public void Targets_are_written_as_Open_vSwitch_writes_them(string text, string host, int? port, bool tls)
    {
        DialTarget.TryParse(text, out var target).ShouldBeTrue();
        target.ShouldBe(new DialTarget(text, host, port, tls));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/run/ovs/br0.mgmt")]
    [InlineData("unix:br0.mgmt")]
    [InlineData("tcp:node-1")]
    [InlineData("tcp::6653")]
    [InlineData("tcp:node-1:0")]
    [InlineData("tcp:node-1:65536")]
    [InlineData("tcp:node-1:-1")]
    [InlineData("tcp:2001:db8::1:6653")]
    [InlineData("ptcp:6653:192.0.2.1")]
    [InlineData("http://node-1:6653")]
    public void What_is_no_target_is_refused(string text) => DialTarget.TryParse(text, out _).ShouldBeFalse();
}
