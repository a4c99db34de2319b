using System.Collections.Immutable;

namespace Osm.Descriptors.Packaging;

/// <summary>Gathers what cannot be read, so that the rest still is.</summary>
internal sealed class UnreadableList
{
    private readonly ImmutableArray<UnreadableInput>.Builder _paths = ImmutableArray.CreateBuilder<UnreadableInput>();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public ImmutableArray<UnreadableInput> All => _paths.ToImmutable();

    public int Count => _paths.Count;

    /// <summary>Tells a path, once.</summary>
    public void Add(string path, string reason)
    {
        if (_told.Add(path))
            _paths.Add(new UnreadableInput(path, reason));
    }

    /// <summary>Does something that reads a path.</summary>
    /// <returns>Whether it could; if not, the path is told.</returns>
    public bool Try(string path, Action read) => Try(path, () =>
    {
        read();
        return true;
    }, false);

    /// <summary>Gets something by reading a path.</summary>
    /// <returns>It; the other value where the path cannot be read, which is told.</returns>
    public T Try<T>(string path, Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Add(path, failure.Message);
            return otherwise;
        }
    }
}
