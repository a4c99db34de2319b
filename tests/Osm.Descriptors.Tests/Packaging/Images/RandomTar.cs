using System.Formats.Tar;
using System.Text;
using CsCheck;

namespace Osm.Descriptors.Tests.Packaging.Images;

/// <summary>Tars as all kinds of writers make them: formats, long names, modes, owners, times, links, folders, blank ends.</summary>
internal sealed record RandomTar(byte[] Bytes, IReadOnlyList<RandomTar.Member> Members)
{
    public sealed record Member(string Name, TarEntryType Type, byte[] Content);

    private static readonly Gen<string> Segment = Gen.OneOf(
        Gen.String[Gen.Char["abcxyz0._-é"], 1, 12].Select(name => name.All(character => character == '.') ? "dots" : name),
        Gen.String[Gen.Char["abc"], 60, 120]);

    private static readonly Gen<byte[]> Content = Gen.OneOf(
        Gen.Byte.Array[0, 40],
        Gen.Byte.Array[500, 1030],
        Gen.String[Gen.Char["ab: \r\n"], 0, 60].Select(text => Encoding.UTF8.GetBytes(text)));

    public static Gen<RandomTar> Any { get; } =
        from format in Gen.Int[0, 2].Select(index => new[] { TarEntryFormat.Ustar, TarEntryFormat.Pax, TarEntryFormat.Gnu }[index])
        from dots in Gen.Bool
        from members in Gen.Select(Segment.Array[1, 3], Content, Gen.Int[0, 5], Gen.Int[0, 0x1ff], Gen.Int[0, 2_000_000_000]).Array[1, 12]
        from padding in Gen.Int[0, 20]
        select Make(format, dots, members, padding);

    private static RandomTar Make(TarEntryFormat format, bool dots, (string[] Path, byte[] Content, int Kind, int Mode, int Time)[] members, int padding)
    {
        var made = new List<Member>();
        using var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, format, leaveOpen: true))
        {
            foreach (var (path, content, kind, mode, time) in members)
            {
                // ustar has no room for longer ones.
                var parts = format == TarEntryFormat.Ustar ? path.Select(part => part.Length > 12 ? part[..12] : part).Select(part => part.Replace('é', 'e')) : path;
                var name = $"{(dots ? "./" : "")}top/{string.Join('/', parts)}{made.Count}";
                var type = kind switch { 0 => TarEntryType.Directory, 1 => TarEntryType.SymbolicLink, 2 when made.Any(other => other.Type == TarEntryType.RegularFile) => TarEntryType.HardLink, _ => TarEntryType.RegularFile };
                TarEntry entry = format switch
                {
                    TarEntryFormat.Gnu => new GnuTarEntry(type, name),
                    TarEntryFormat.Pax => new PaxTarEntry(type, name),
                    _ => new UstarTarEntry(type, name),
                };
                entry.Mode = (UnixFileMode)mode;
                entry.ModificationTime = DateTimeOffset.FromUnixTimeSeconds(time);
                entry.Uid = mode;
                entry.Gid = time % 5000;
                if (entry is PosixTarEntry posix)
                    posix.UserName = "someone";
                if (type == TarEntryType.RegularFile)
                    entry.DataStream = new MemoryStream(content);
                if (type == TarEntryType.SymbolicLink)
                    entry.LinkName = "beside";
                if (type == TarEntryType.HardLink)
                    entry.LinkName = made.First(other => other.Type == TarEntryType.RegularFile).Name;
                writer.WriteEntry(entry);
                made.Add(new Member(name, type, type == TarEntryType.RegularFile ? content : []));
            }
        }

        // GNU tar fills its last record of 20 blocks.
        bytes.Write(new byte[512 * padding]);
        return new RandomTar(bytes.ToArray(), made);
    }
}
