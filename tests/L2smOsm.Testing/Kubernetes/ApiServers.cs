using Xunit;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>
/// The API servers of this test run; each is started once, when the first test asks for it, and ends with the run. The real one is among them where
/// the machine has it; if it is promised (<c>KUBEBUILDER_ASSETS</c>) and broken, its tests fail.
/// </summary>
public static class ApiServers
{
    private const string Real = "kube-apiserver", InProcess = "in-process";

    private static readonly Lazy<Task<ApiServer>> RealServer = new(StartRealAsync);
    private static readonly Lazy<Task<ApiServer>> InProcessServer = new(async () => await InProcessApiServer.StartAsync());

    /// <summary>What a theory runs on: every server that this machine has.</summary>
    public static TheoryData<string> All { get; } = KubeApiServer.Missing is null ? [Real, InProcess] : [InProcess];

    /// <summary>What a theory runs on that is about more than the server: the real one, if this machine has it.</summary>
    public static TheoryData<string> Best { get; } = KubeApiServer.Missing is null ? [Real] : [InProcess];

    /// <summary>A server by its name in <see cref="All"/>.</summary>
    public static Task<ApiServer> GetAsync(string name) => name switch
    {
        Real => RealServer.Value,
        InProcess => InProcessServer.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such server"),
    };

    private static async Task<ApiServer> StartRealAsync()
    {
        var server = await KubeApiServer.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    }
}
