using System.Security.Cryptography;
using System.Text;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>A file that lists a package's files with their hashes: OSM's <c>checksums.txt</c>, or the manifest of SOL004. It is edited as text, and keeps its form.</summary>
internal sealed class HashList
{
    private readonly List<Entry> _entries;
    private readonly string _head;
    private readonly string _separator;
    private readonly string _tail;

    private HashList(string text, IEnumerable<Place> places)
    {
        _entries = [];
        _head = text;
        _tail = "";
        var end = 0;
        foreach (var (whole, path, hash) in places)
        {
            // What stands before the first stays there whatever becomes of it.
            if (_entries.Count == 0)
                _head = text[..whole.Start.Value];
            var before = _entries.Count == 0 ? "" : text[end..whole.Start.Value];
            var start = whole.Start.Value;
            _entries.Add(new Entry(text[whole], FromBytes(text[path]), path.Start.Value - start, text[hash], hash.Start.Value - start) { Before = before });
            end = whole.End.Value;
            _tail = text[end..];
        }

        _separator = _entries.Count > 1 ? _entries[1].Before : text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
    }

    /// <summary>Whether it carries a signature, which holds for its bytes only.</summary>
    public bool IsSigned => _tail.Contains("-----BEGIN", StringComparison.Ordinal);

    /// <summary>Reads <c>checksums.txt</c>: a hash, blanks, a path.</summary>
    public static HashList OfChecksums(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        return new HashList(text, Places());

        IEnumerable<Place> Places()
        {
            foreach (var line in LinesOf(text))
            {
                var hash = HashAt(text, line.Start.Value);
                var path = SkipBlanks(text, hash.End.Value);
                if (IsHash(hash) && path > hash.End.Value && path < line.End.Value)
                    yield return new Place(line, (text[path] == '*' ? path + 1 : path)..line.End, hash);
            }
        }
    }

    /// <summary>Reads a manifest: blocks of <c>Source:</c>, <c>Algorithm:</c> and <c>Hash:</c>.</summary>
    public static HashList OfManifest(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        return new HashList(text, Places());

        IEnumerable<Place> Places()
        {
            Range? source = null;
            foreach (var line in LinesOf(text))
            {
                if (text.AsSpan()[line].StartsWith("Source:"))
                {
                    source = line;
                }
                else if (source is { } start && text.AsSpan()[line].StartsWith("Hash:"))
                {
                    var hash = HashAt(text, SkipBlanks(text, line.Start.Value + "Hash:".Length));
                    if (IsHash(hash))
                        yield return new Place(start.Start..hash.End, SkipBlanks(text, start.Start.Value + "Source:".Length)..start.End, hash);
                    source = null;
                }
            }
        }
    }

    public byte[] ToBytes()
    {
        var text = new StringBuilder(_head);
        for (var index = 0; index < _entries.Count; index++)
            text.Append(index == 0 ? "" : _entries[index].Before.Length > 0 ? _entries[index].Before : _separator).Append(_entries[index].Text);
        return Encoding.Latin1.GetBytes(text.Append(_tail).ToString());
    }

    /// <summary>Gives a member's entry the hash of its new content.</summary>
    /// <param name="member">Its path.</param>
    /// <param name="top">The folder that holds all members, with '/'; empty where there is none.</param>
    /// <param name="before">Its content so far.</param>
    /// <param name="after">Its content from now on.</param>
    /// <returns>The hash that stood there, if it was not that of the content.</returns>
    public string? Replace(string member, string top, Func<Stream> before, byte[] after)
    {
        if (Find(member, top) is not { } entry)
            return null;
        using var content = before();
        var stale = string.Equals(Hash(content, entry.Hash.Length), entry.Hash, StringComparison.OrdinalIgnoreCase) ? null : entry.Hash;
        using var bytes = new MemoryStream(after, writable: false);
        entry.SetHash(InCaseOf(entry.Hash, Hash(bytes, entry.Hash.Length)));
        return stale;
    }

    /// <summary>Gives a member's entry back a hash that it had.</summary>
    public void Restore(string member, string top, string hash)
    {
        if (Find(member, top) is { } entry && entry.Hash.Length == hash.Length)
            entry.SetHash(hash);
    }

    /// <summary>Takes the entry of a member out.</summary>
    public void Remove(string member, string top)
    {
        if (Find(member, top) is not { } entry)
            return;
        var index = _entries.IndexOf(entry);
        _entries.RemoveAt(index);
        if (index == 0 && _entries.Count > 0)
            _entries[0].Before = "";
    }

    /// <summary>Adds an entry for a member, where the other files of its chart have one.</summary>
    public void Add(string member, string top, byte[] content)
    {
        var model = _entries
            .Select((entry, index) => (Entry: entry, Index: index, Shared: SharedFolder(entry.Path, member, top)))
            .Where(candidate => candidate.Shared.Contains("helm-chart-v3s/", StringComparison.Ordinal))
            .OrderBy(candidate => candidate.Shared.Length).ThenBy(candidate => candidate.Index)
            .LastOrDefault();
        if (model.Entry is null)
            return;
        using var bytes = new MemoryStream(content, writable: false);
        var entry = model.Entry.For(
            MemberAsListed(model.Entry.Path, member, top), InCaseOf(model.Entry.Hash, Hash(bytes, model.Entry.Hash.Length)), _separator);
        var sorted = _entries.Zip(_entries.Skip(1)).All(pair => string.CompareOrdinal(pair.First.Path, pair.Second.Path) <= 0);
        var at = sorted ? _entries.FindIndex(other => string.CompareOrdinal(other.Path, entry.Path) > 0) : model.Index + 1;
        if (at == 0)
            (entry.Before, _entries[0].Before) = ("", _separator);
        _entries.Insert(at < 0 ? _entries.Count : at, entry);
    }

    private Entry? Find(string member, string top) => _entries.FirstOrDefault(entry => IsOf(entry.Path, member, top));

    // With the package's folder before it or without, whether the members have it or not.
    private static bool IsOf(string listed, string member, string top)
    {
        listed = listed.StartsWith("./", StringComparison.Ordinal) ? listed[2..] : listed;
        return listed == member || top + listed == member
            || (top.Length == 0 && listed.Length > member.Length && listed.EndsWith("/" + member, StringComparison.Ordinal) && listed.IndexOf('/') == listed.Length - member.Length - 1);
    }

    private static string SharedFolder(string listed, string member, string top)
    {
        var other = MemberAsListed(listed, member, top);
        var shared = listed.AsSpan(0, listed.AsSpan().CommonPrefixLength(other));
        return shared[..(shared.LastIndexOf('/') + 1)].ToString();
    }

    // A member's path in the way in which another one is listed.
    private static string MemberAsListed(string listed, string member, string top)
    {
        var dot = listed.StartsWith("./", StringComparison.Ordinal) ? "./" : "";
        var plain = listed[dot.Length..];
        if (top.Length > 0)
            return dot + (plain.StartsWith(top, StringComparison.Ordinal) ? member : member[top.Length..]);
        var first = plain.IndexOf('/');
        // The folder's own name, which its members do not have: OSM's client writes it.
        var isBelowName = first > 0 && !member.StartsWith(plain[..(first + 1)], StringComparison.Ordinal)
            && plain[(first + 1)..].StartsWith(member[..(member.IndexOf('/') + 1)], StringComparison.Ordinal);
        return dot + (isBelowName ? plain[..(first + 1)] : "") + member;
    }

    private static string InCaseOf(string model, string hash) => model.Any(char.IsAsciiLetterUpper) ? hash.ToUpperInvariant() : hash;

    // By its length: lists name the algorithm at most once more.
    private static string Hash(Stream content, int hexDigits)
    {
#pragma warning disable CA5350, CA5351 // Not for security: it is what these lists are made of.
        byte[] hash = hexDigits switch
        {
            32 => MD5.HashData(content),
            40 => SHA1.HashData(content),
            64 => SHA256.HashData(content),
            96 => SHA384.HashData(content),
            _ => SHA512.HashData(content),
        };
#pragma warning restore CA5350, CA5351
        return Convert.ToHexStringLower(hash);
    }

    private static string FromBytes(string latin) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin));

    private static string ToBytes(string path) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(path));

    // Without their ends and the blanks before these.
    private static IEnumerable<Range> LinesOf(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found : text.Length;
            yield return start..(start + text.AsSpan(start, end - start).TrimEnd("\r \t").Length);
            start = end + 1;
        }
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
        return at;
    }

    private static Range HashAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiHexDigit(text[end]))
            end++;
        return start..end;
    }

    private static bool IsHash(Range range) => range.End.Value - range.Start.Value is 32 or 40 or 64 or 96 or 128;

    private readonly record struct Place(Range Whole, Range Path, Range Hash);

    private sealed class Entry(string text, string path, int pathAt, string hash, int hashAt)
    {
        public string Text { get; private set; } = text;

        public string Path { get; } = path;

        public string Hash { get; private set; } = hash;

        /// <summary>What stands between the entry before and this one.</summary>
        public string Before { get; set; } = "";

        public void SetHash(string hash)
        {
            Text = string.Concat(Text.AsSpan(0, hashAt), hash, Text.AsSpan(hashAt + Hash.Length));
            Hash = hash;
        }

        public Entry For(string path, string hash, string before)
        {
            var (listed, old) = (ToBytes(path), ToBytes(Path));
            var own = string.Concat(Text.AsSpan(0, pathAt), listed, Text.AsSpan(pathAt + old.Length));
            var at = hashAt > pathAt ? hashAt + listed.Length - old.Length : hashAt;
            var entry = new Entry(own, path, pathAt, Hash, at) { Before = before };
            entry.SetHash(hash);
            return entry;
        }
    }
}
