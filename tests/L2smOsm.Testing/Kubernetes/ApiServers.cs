using Xunit;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>The API servers of this test run; each is started once, when the first test asks for it, and ends with the run.</summary>
public static class ApiServers
{
    private const string Real = "kube-apiserver";

    private static readonly Lazy<Task<KubeApiServer>> RealServer = new(StartRealAsync);

    /// <summary>What a theory runs on: every server that this machine has.</summary>
    public static TheoryData<string> All { get; } = [Real];

    /// <summary>A server by its name in <see cref="All"/>.</summary>
    public static async Task<ApiServer> GetAsync(string name) => name switch
    {
        Real => await RealServer.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such server"),
    };

    private static async Task<KubeApiServer> StartRealAsync()
    {
        var server = await KubeApiServer.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    }
}
