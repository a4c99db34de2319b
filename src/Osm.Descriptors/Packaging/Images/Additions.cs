namespace Osm.Descriptors.Packaging.Images;

/// <summary>Where new files stand in the order of an archive, and which members they are made like.</summary>
internal sealed class Additions
{
    private readonly Dictionary<string, ImageMember> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<string>> _behind = [];

    /// <summary>Each goes behind the last file that shares the longest part of its path with it.</summary>
    public static Additions Place(IReadOnlyList<ImageMember> members, IEnumerable<string> added)
    {
        var placed = new Additions();
        foreach (var path in added.Order(StringComparer.Ordinal))
        {
            ImageMember? model = null;
            var most = -1;
            foreach (var member in members)
            {
                if (member.Kind != ImageMemberKind.File || SharedFolders(member.Path, path) is var shared && shared < most)
                    continue;
                (model, most) = (member, shared);
            }

            if (model is null)
                throw new ImageRefusedException("the archive has no file in it", "is it the right one?");
            placed._models[path] = model;
            if (!placed._behind.TryGetValue(model.Index, out var paths))
                placed._behind[model.Index] = paths = [];
            paths.Add(path);
        }

        return placed;
    }

    public IReadOnlyList<string> Behind(int index) => _behind.TryGetValue(index, out var paths) ? paths : [];

    public ImageMember ModelOf(string path) => _models[path];

    private static int SharedFolders(string path, string other)
    {
        var shared = path.AsSpan().CommonPrefixLength(other);
        return path.AsSpan(0, shared).LastIndexOf('/');
    }
}
