using System.IO.Compression;
using CsCheck;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Packaging.Images;

namespace Osm.Descriptors.Tests.Packaging.Images;

/// <summary>What is written again is what was read, but for what was to change. The framework reads what comes out.</summary>
public sealed class ZipImageTests : IDisposable
{
    private static readonly Gen<(byte[] Content, int Level, int Time, int Mode)[]> Members =
        Gen.Select(Gen.OneOf(Gen.Byte.Array[0, 30], Gen.Byte[65, 70].Array[100, 2000]), Gen.Int[0, 3], Gen.Int[0, 900_000_000], Gen.Int[0, 0x1ff]).Array[1, 8];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Written_again_without_changes_it_is_the_same_byte_for_byte() => Gen.Select(Members, Gen.Bool).Sample(
        (members, streamed) => Make(members, streamed) is var zip && Rewritten(zip, new ImageChanges()).SequenceEqual(zip), iter: 100, threads: 1);

    [Fact]
    public void Only_what_is_to_change_does() => Gen.Select(Members, Gen.Bool, Gen.Byte.Array[0, 500], Gen.Int[0, 100]).Sample(
        (members, streamed, content, choice) =>
        {
            var zip = Make(members, streamed);
            var chosen = NameOf(choice % members.Length);
            var there = new ImageChanges();
            there.Replace(chosen, content);
            there.Add("Scripts/helm-chart-v3s/chart/templates/_l2sm.tpl", content);
            var changed = Rewritten(zip, there);
            var back = new ImageChanges();
            back.Replace(chosen, members[choice % members.Length].Content);
            back.Remove("Scripts/helm-chart-v3s/chart/templates/_l2sm.tpl");
            var (before, after, again) = (Read(zip), Read(changed), Read(Rewritten(changed, back)));

            return before.SequenceEqual(again, MemberComparer.Instance)
                && after.Where(member => member.Name != "Scripts/helm-chart-v3s/chart/templates/_l2sm.tpl")
                    .SequenceEqual(before.Select(member => member.Name == chosen ? member with { Content = content } : member), MemberComparer.Instance)
                && after.Single(member => member.Name == "Scripts/helm-chart-v3s/chart/templates/_l2sm.tpl").Content.SequenceEqual(content);
        },
        iter: 100, threads: 1);

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a/../../evil")]
    [InlineData("..\\evil")]
    public void Members_that_lead_out_are_refused(string name) =>
        Should.Throw<ImageRefusedException>(() => Rewritten(Zip.Of((name, "x")), new ImageChanges())).Message.ShouldContain("leads out");

    [Fact]
    public void A_link_that_leads_out_is_refused()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var link = zip.CreateEntry("Scripts/link");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var content = link.Open();
            content.Write("../../etc/passwd"u8);
        }

        Should.Throw<ImageRefusedException>(() => Rewritten(bytes.ToArray(), new ImageChanges())).Message.ShouldContain("outside of the package");
    }

    [Fact]
    public void A_member_that_is_a_bomb_is_refused_when_it_is_looked_at()
    {
        var path = _folder.Write("bomb.zip", Zip.OfBytes(("knfd.yaml", new byte[200 << 20])));
        using var images = new PackageImages(PackageLimits.Default);
        var image = images.Open(path)!;

        Should.Throw<ImageRefusedException>(() => image.Open(image.Members[0]).Dispose()).Message.ShouldContain("compression bomb");
    }

    [Fact]
    public void Whatever_is_cut_off_or_flipped_is_an_image_or_refused()
    {
        var zip = Zip.Of(("knfd.yaml", Samples.Vnfd), ("Scripts/helm-chart-v3s/chart/Chart.yaml", Samples.Chart));
        Gen.Select(Gen.Int[0, zip.Length - 1], Gen.Byte, Gen.Bool).Sample(
            (at, value, cut) =>
            {
                var path = _folder.Write("broken.zip", cut ? zip[..at] : [.. zip[..at], value, .. zip[(at + 1)..]]);
                try
                {
                    using var images = new PackageImages(PackageLimits.Default);
                    var image = images.Open(path);
                    foreach (var member in image?.Members ?? [])
                        image!.Open(member).Dispose();
                    File.Delete(Path.Join(_folder.Path, "again"));
                    image?.WriteTo(Path.Join(_folder.Path, "again"), new ImageChanges());
                }
                catch (ImageRefusedException)
                {
                }
            },
            iter: 300, threads: 1);
    }

    private static string NameOf(int index) => $"Scripts/helm-chart-v3s/chart/templates/é{index}.yaml";

    // Streamed, sizes and checksums stand behind the data.
    private static byte[] Make((byte[] Content, int Level, int Time, int Mode)[] members, bool streamed)
    {
        using var bytes = new MemoryStream();
        using var target = streamed ? (Stream)new OneWay(bytes) : bytes;
        using (var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.Comment = "kept";
            for (var index = 0; index < members.Length; index++)
            {
                var (content, level, time, mode) = members[index];
                var entry = zip.CreateEntry(NameOf(index), (CompressionLevel)level);
                entry.LastWriteTime = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(time);
                entry.ExternalAttributes = mode << 16;
                entry.Comment = $"comment {index}";
                using var stream = entry.Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private static List<Member> Read(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        zip.Comment.ShouldBe("kept");
        return [.. zip.Entries.Select(entry =>
        {
            using var content = new MemoryStream();
            using (var stream = entry.Open())
                stream.CopyTo(content);
            return new Member(entry.FullName, entry.ExternalAttributes, entry.LastWriteTime, entry.Comment, content.ToArray());
        })];
    }

    private byte[] Rewritten(byte[] bytes, ImageChanges changes)
    {
        var path = _folder.Write("in.zip", bytes);
        var target = Path.Join(_folder.Path, "rewritten");
        File.Delete(target);
        using var images = new PackageImages(PackageLimits.Default);
        images.Open(path)!.WriteTo(target, changes);
        return File.ReadAllBytes(target);
    }

    private sealed record Member(string Name, int Attributes, DateTimeOffset Time, string Comment, byte[] Content);

    private sealed class MemberComparer : IEqualityComparer<Member>
    {
        public static MemberComparer Instance { get; } = new();

        public bool Equals(Member? x, Member? y) =>
            x is not null && y is not null && (x.Name, x.Attributes, x.Time, x.Comment) == (y.Name, y.Attributes, y.Time, y.Comment) && x.Content.SequenceEqual(y.Content);

        public int GetHashCode(Member member) => member.Name.GetHashCode(StringComparison.Ordinal);
    }

    private sealed class OneWay(MemoryStream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
