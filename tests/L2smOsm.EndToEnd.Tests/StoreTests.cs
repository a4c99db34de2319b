using L2smOsm.EndToEnd.Tests.Running;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>What the operator sees when the store cannot be used.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task A_second_service_on_the_same_store_is_refused_and_the_first_goes_on()
    {
        using var folder = new TestFolder();
        await using var first = await Service.StartAsync(folder.Store);

        var second = await Service.FailAsync(folder.Store);

        second.ExitCode.ShouldBe(1, second.Output);
        second.Error.ShouldContain($"osm-l2sm cannot start: the store '{folder.Store}' cannot be used: another process has it open");
        second.Error.ShouldNotContain("   at ", customMessage: "a line, not a stack");
        await first.Networks.CreateNetworkAsync(new CreateNetworkRequest { NetName = "n", NetType = "bridge", RequestId = Guid.NewGuid().ToString() });
        first.HasNoFaults();
    }

    [Fact]
    public async Task After_a_SIGKILL_the_store_is_free_at_once()
    {
        using var folder = new TestFolder();
        await using (var first = await Service.StartAsync(folder.Store)) await first.KillAsync();
        await using var second = await Service.StartAsync(folder.Store);
        (await second.Networks.CheckConnectivityAsync(new CheckConnectivityRequest())).Backend.ShouldBe("standalone");
    }

    [Theory]
    [InlineData("it never was a database")]
    [InlineData("a page in its middle was overwritten")]
    [InlineData("its end is missing")]
    public async Task A_corrupt_store_stops_the_start_and_is_left_as_it_is(string damage)
    {
        using var folder = new TestFolder();
        if (damage == "it never was a database") await File.WriteAllTextAsync(folder.Store, new string('x', 8192));
        else
        {
            await using (var service = await Service.StartAsync(folder.Store))
            {
                for (var i = 0; i < 60; i++)
                    await service.Networks.CreateNetworkAsync(
                        new CreateNetworkRequest { NetName = $"network-{i}-{new string('n', 40)}", NetType = "bridge", RequestId = Guid.NewGuid().ToString() });
                (await service.TerminateAsync()).ShouldBe(0, service.Log);
            }
            File.Exists(folder.Store + "-wal").ShouldBeFalse("all is in the file");
            var bytes = await File.ReadAllBytesAsync(folder.Store);
            if (damage == "its end is missing") bytes = bytes[..(bytes.Length / 2)];
            else bytes.AsSpan(4096, bytes.Length - 4096).Fill(0xaa);
            await File.WriteAllBytesAsync(folder.Store, bytes);
        }
        var before = await File.ReadAllBytesAsync(folder.Store);

        var failed = await Service.FailAsync(folder.Store);

        failed.ExitCode.ShouldBe(1, failed.Output);
        failed.Error.ShouldContain($"osm-l2sm cannot start: the store '{folder.Store}' cannot be used: it is damaged");
        failed.Error.ShouldContain("put a good copy in its place");
        failed.Error.ShouldNotContain("   at ", customMessage: "a line, not a stack");
        failed.Output.ShouldNotContain("listening");
        (await File.ReadAllBytesAsync(folder.Store)).ShouldBe(before);
    }
}
