using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Tests.Testing;

namespace Osm.L2sm.Connector.Tests.Hosting;

public sealed class SettingNamesTests
{
    [Theory]
    [InlineData("Bakend", "zzz", "L2SM_Bakend in the environment is no setting; did you mean L2SM_Backend?")]
    [InlineData("GRCP:PORT", "1", "did you mean L2SM_Grpc?")]
    [InlineData("Grpc_Port", "50051", "did you mean L2SM_Grpc__Port?")]
    [InlineData("PORT", "50051", "L2SM_PORT in the environment is no setting")]
    [InlineData("NONSENSE", "x", "There are Backend, and the sections Grpc, OpenFlow")]
    public void A_variable_with_our_prefix_that_is_no_setting_is_refused(string name, string value, string told) =>
        Should.Throw<StartException>(() => Check((name, value))).Message.ShouldContain(told);

    [Theory]
    [InlineData("backend", "standalone")]
    [InlineData("GRPC:PORT", "1")]
    [InlineData("Logging:LogLevel:Default", "Error")]
    [InlineData("URLS", "http://127.0.0.1:1")]
    [InlineData("CONNECTOR_SERVICE_HOST", "10.0.0.1")]
    [InlineData("CONNECTOR_SERVICE_PORT", "50051")]
    [InlineData("CONNECTOR_SERVICE_PORT_GRPC", "50051")]
    [InlineData("CONNECTOR_PORT", "tcp://10.0.0.1:50051")]
    [InlineData("CONNECTOR_PORT_50051_TCP", "tcp://10.0.0.1:50051")]
    [InlineData("CONNECTOR_PORT_50051_TCP_ADDR", "10.0.0.1")]
    [InlineData("PORT", "tcp://10.0.0.1:50051")]
    public void Settings_and_what_DotNET_and_Kubernetes_say_are_let_through(string name, string value) => Should.NotThrow(() => Check((name, value)));

    [Fact]
    public void A_misspelt_name_in_the_file_is_refused_naming_the_file()
    {
        using var folder = new TestFolder();
        var path = folder.Store + ".json";
        File.WriteAllText(path, """{"Logging": {"LogLevel": {"Default": "Error"}}, "AllowedHosts": "*", "Stroe": {"Path": "x"}}""");
        var message = Should.Throw<StartException>(() => Check(new ConfigurationBuilder().AddJsonFile(path), [])).Message;
        message.ShouldContain("Stroe in connector.db.json is no setting; did you mean Store?");
    }

    [Fact]
    public void What_the_test_host_and_the_framework_put_on_the_command_line_is_let_through() =>
        Should.NotThrow(() => Check(new ConfigurationBuilder(), ["--environment=Production", "--contentRoot=/", "--applicationName=x", "--urls", "http://*:1", "--Kestrel:AddServerHeader=false"]));

    private static void Check(params (string Name, string Value)[] environment) => Check(new ConfigurationBuilder(), [], environment);

    private static void Check(IConfigurationBuilder files, string[] args, params (string Name, string Value)[] environment)
    {
        var services = new ServiceCollection();
        services.AddConnectorOptions(new ConfigurationBuilder().Build());
        var variables = new MemoryConfigurationProvider(new MemoryConfigurationSource { InitialData = environment.Select(e => KeyValuePair.Create(e.Name, (string?)e.Value)) });
        SettingNames.Check(files.Build(), args, services, variables);
    }
}
