namespace Osm.L2sm.Connector.Services;

/// <summary>Lets an object of the cluster go whose holder never will. A replica that only watches refuses it.</summary>
internal sealed partial class ForcedDeletion(IBackend backend, NetworkLifecycle lifecycle, ILogger<ForcedDeletion> logger)
{
    /// <returns>What that leaves behind, for people.</returns>
    /// <exception cref="RefusedException">Nothing of this name waits to go, this replica does not lead, or the cluster refused.</exception>
    public async Task<IReadOnlyList<string>> ForceAsync(string space, string name, CancellationToken cancellation)
    {
        if (space.Length == 0) throw RefusedException.Invalid("namespace", "is empty; ListDeletions tells it");
        if (name.Length == 0) throw RefusedException.Invalid("name", "is empty; ListDeletions tells it");
        await lifecycle.ProbeAsync(cancellation);
        var left = await backend.ForceDeletionAsync(space, name, cancellation)
            ?? throw new RefusedException(
                ErrorKind.NotFound, Reasons.DeletionNotFound, $"nothing of ours that is called {space}/{name} waits to go: it is gone, or its deletion was never asked for");
        LogForced(space, name, left.Count == 0 ? "nothing" : string.Join("; ", left));
        return left;
    }

    [LoggerMessage(1106, LogLevel.Warning, "the deletion of {space}/{name} was forced, which leaves behind: {left}")]
    private partial void LogForced(string space, string name, string left);
}
