using L2smOsm.Testing.Switching;

namespace L2smOsm.EndToEnd.Tests.Running;

/// <summary>One lab for all tests of a class, each of which must leave it as good as it was: an old network, ACTIVE on ports 1 and 2 all along.</summary>
public sealed class SharedLab : IAsyncLifetime
{
    private string network = "";
    private string tables = "";

    /// <summary>Of the network that must not suffer.</summary>
    public const string OldName = "old";

    internal Lab Lab { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (OpenVSwitch.Missing is not null) return;
        Lab = await Lab.StartAsync();
        network = await Lab.CreateAsync(OldName);
        foreach (var port in (uint[])[1, 2]) await Lab.AttachAsync(network, port);
        await Lab.ActiveAsync(network, 2);
        await Lab.InSyncAsync();
        tables = await Lab.TablesAsync();
    }

    /// <summary>Fails unless the old network is untouched and a new one can be had.</summary>
    internal async Task IsAsGoodAsItWasAsync()
    {
        await Lab.WorksAsync();
        await Lab.ActiveAsync(network, 2);
        (await Lab.Service.Networks.ListNetworksAsync(new())).Networks.ShouldHaveSingleItem().Id.ShouldBe(network);
        (await Lab.SwitchesAsync()).Where(s => s.Connected).ShouldHaveSingleItem().DatapathId.ShouldBe(Lab.SwitchA);
        (await Lab.TablesAsync()).ShouldBe(tables);
    }

    public async Task DisposeAsync()
    {
        if (Lab is not null) await Lab.DisposeAsync();
    }
}
