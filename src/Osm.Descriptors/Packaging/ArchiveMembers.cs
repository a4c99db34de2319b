using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>The members of one archive while they pass by.</summary>
internal sealed class ArchiveMembers(PackageBuilder package, PackageLimits limits)
{
    private readonly SortedSet<string> _candidates = new(StringComparer.Ordinal);
    private byte[] _descriptor = [];
    private string? _top;
    private bool _complained;

    public bool HasDescriptor => _candidates.Count > 0;

    public void ReadAll(TarScanner scanner)
    {
        for (var count = 0; scanner.Next() is { } member; count++)
        {
            if (count == limits.MaxFiles)
                throw new InvalidDataException($"it has more than {limits.MaxFiles} members");
            Take(member, scanner);
        }
    }

    /// <summary>Makes digests of members, in another pass.</summary>
    public void Digest(TarScanner scanner, FileDigests digests)
    {
        while (scanner.Next() is { } member)
        {
            if (member.IsFile && member.Name.StartsWith($"{_top}/", StringComparison.Ordinal) && member.Name[(_top!.Length + 1)..] is var relative
                && digests.Wants(relative))
            {
                digests.Take(relative, scanner.AppendContentTo);
            }
        }
    }

    public void DecodeDescriptor()
    {
        var chosen = package.ChooseDescriptor(
            [.. _candidates],
            Display,
            _top == "."
                ? "the members' names begin with './', which OSM counts as a folder: pack the folder itself, 'tar -czf <name>.tar.gz <folder>'"
                : "pack the folder with the descriptor in it, 'tar -czf <name>.tar.gz <folder>'");
        if (chosen is not null)
            package.Decode(Display(chosen), _descriptor);
    }

    private void Take(TarMember member, TarScanner scanner)
    {
        var segments = member.Name.TrimEnd('/').Split('/');
        if (member.Name.StartsWith('/') || segments.Contains(".."))
        {
            Complain($"the member '{member.Name}' leads out of the package", "pack with paths relative to the folder's parent");
            return;
        }

        if (member.IsLink && LeadsOut(member, segments))
        {
            Complain($"the link '{member.Name}' points to '{member.LinkTarget}', outside of the package", "put the file itself in its place");
            return;
        }

        if (segments.Length == 1 && !member.IsFolder)
        {
            Complain($"the file '{member.Name}' is in no folder", "pack one folder that holds all files");
            return;
        }

        _top ??= segments[0];
        if (segments[0] != _top && !_complained)
        {
            _complained = true;
            Complain($"besides the folder '{_top}' there is '{segments[0]}'", "pack one folder that holds all files");
        }

        if (member.IsFolder || segments[0] != _top)
            return;
        var relative = string.Join('/', segments.Skip(1));
        package.Files.Add(relative);
        if (member.IsFile && package.MostBytesOf(relative) is > 0 and var most)
            package.Take(relative, Display(relative), scanner.ReadContent(most));
        if (segments.Length != 2 || !member.IsFile || !DescriptorFileName.IsYamlOrJson(relative))
            return;
        // Only the content of the best one so far is kept: a better one can only be this one.
        if (DescriptorFileName.Choose([.. _candidates.Append(relative).Order(StringComparer.Ordinal)]) == relative)
            _descriptor = scanner.ReadContent(limits.Yaml.MaxBytes);
        _candidates.Add(relative);
    }

    // A symbolic link is relative to its own folder, a hard link to the archive's root.
    private static bool LeadsOut(TarMember link, string[] segments)
    {
        if (link.LinkTarget.StartsWith('/'))
            return true;
        var depth = link.Type == '2' ? segments.Length - 1 : 0;
        foreach (var segment in link.LinkTarget.Split('/'))
        {
            if (segment == "..")
                depth--;
            else if (segment is not ("" or "."))
                depth++;
            if (depth < 1 && segment == "..")
                return true;
        }

        return false;
    }

    private string Display(string relative) => $"{package.Path}!{_top}/{relative}";

    private void Complain(string message, string cure) => package.Findings.Add(RuleCatalogue.Archive, package.Whole, message, cure);
}
