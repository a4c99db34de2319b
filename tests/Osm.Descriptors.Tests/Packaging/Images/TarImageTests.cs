using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Packaging.Images;

namespace Osm.Descriptors.Tests.Packaging.Images;

/// <summary>What is written again is what was read, but for what was to change. The framework and GNU tar read what comes out.</summary>
public sealed class TarImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Written_again_without_changes_it_is_the_same_byte_for_byte() => RandomTar.Any.Sample(
        tar => Rewritten(tar.Bytes, new ImageChanges()).SequenceEqual(tar.Bytes), iter: 100, threads: 1);

    [Fact]
    public void Changed_and_changed_back_it_is_the_same_byte_for_byte() => Gen.Select(RandomTar.Any, Gen.Byte.Array[0, 1500], Gen.Int[0, 100]).Sample(
        (tar, content, choice) =>
        {
            var files = tar.Members.Where(member => member.Type == TarEntryType.RegularFile).ToArray();
            if (files.Length == 0)
                return true;
            var chosen = files[choice % files.Length];
            var there = new ImageChanges();
            there.Replace(Normal(chosen.Name), content);
            there.Add("top/templates/_added.tpl", content);
            there.Add($"top/{new string('n', 80)}/{new string('m', 90)}/{new string('o', 120)}", content);
            var changed = Rewritten(tar.Bytes, there);
            var back = new ImageChanges();
            back.Replace(Normal(chosen.Name), chosen.Content);
            foreach (var added in there.Added.Keys)
                back.Remove(added);

            return Rewritten(changed, back).SequenceEqual(tar.Bytes) && IsAsChanged(tar, chosen, content, changed, there.Added.Keys);
        },
        iter: 100, threads: 1);

    [Theory]
    [InlineData("gnu")]
    [InlineData("pax")]
    [InlineData("ustar")]
    [InlineData("v7")]
    public void GNU_tar_reads_what_is_added_and_changed(string format)
    {
        _folder.Write("src/knf/helm-chart-v3s/chart/Chart.yaml", "name: chart\n");
        _folder.Write("src/knf/helm-chart-v3s/chart/templates/a.yaml", "old\n");
        Run("tar", "-C", Path.Join(_folder.Path, "src"), $"--format={format}", "-cf", Path.Join(_folder.Path, "in.tar"), "knf");
        var changes = new ImageChanges();
        changes.Replace("knf/helm-chart-v3s/chart/templates/a.yaml", Encoding.UTF8.GetBytes(new string('x', 1000)));
        changes.Add("knf/helm-chart-v3s/chart/osm-l2sm.patch", "short"u8.ToArray());
        var deep = $"knf/helm-chart-v3s/chart/charts/{new string('d', 90)}/templates/_l2sm.tpl";
        changes.Add(deep, "deep"u8.ToArray());

        File.WriteAllBytes(Path.Join(_folder.Path, "out.tar"), Rewritten(Tar.Compress(File.ReadAllBytes(Path.Join(_folder.Path, "in.tar"))), changes));
        Directory.CreateDirectory(Path.Join(_folder.Path, "out"));
        Run("tar", "-C", Path.Join(_folder.Path, "out"), "-xf", Path.Join(_folder.Path, "out.tar"));

        File.ReadAllText(Path.Join(_folder.Path, "out/knf/helm-chart-v3s/chart/templates/a.yaml")).ShouldBe(new string('x', 1000));
        File.ReadAllText(Path.Join(_folder.Path, "out", deep)).ShouldBe("deep");
        var names = Run("tar", "-tf", Path.Join(_folder.Path, "out.tar")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        names.Where(name => !name.Contains("l2sm", StringComparison.Ordinal))
            .ShouldBe(Run("tar", "-tf", Path.Join(_folder.Path, "in.tar")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void It_stays_compressed_as_often_as_it_was()
    {
        var once = Tar.Gz(("top/a", "content"));
        Compressions(Rewritten(once, ChangeOfA())).ShouldBe(1);
        Compressions(Rewritten(Tar.Compress(once), ChangeOfA())).ShouldBe(2);
        Compressions(Rewritten(Unpacked(once), ChangeOfA())).ShouldBe(0);
        Rewritten(once, ChangeOfA()).ShouldBe(Rewritten(once, ChangeOfA()));

        static ImageChanges ChangeOfA()
        {
            var changes = new ImageChanges();
            changes.Replace("top/a", "other"u8.ToArray());
            return changes;
        }
    }

    [Theory]
    [InlineData("../evil", "leads out")]
    [InlineData("/etc/evil", "leads out")]
    [InlineData("top/../../evil", "leads out")]
    [InlineData("top\\..\\evil", "leads out")]
    public void Members_that_lead_out_are_refused(string name, string reason) =>
        Refusal(Tar.Gz((name, "x"))).ShouldContain(reason);

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "../../etc/passwd")]
    [InlineData(TarEntryType.SymbolicLink, "/etc/passwd")]
    [InlineData(TarEntryType.HardLink, "/etc/passwd")]
    [InlineData(TarEntryType.HardLink, "../passwd")]
    public void Links_that_lead_out_are_refused(TarEntryType type, string target) =>
        Refusal(Tar.Gz(Tar.Entry("top/file", "x"), Tar.Link(type, "top/link", target))).ShouldContain("outside of the package");

    [Fact]
    public void A_bomb_is_refused_before_it_has_burst()
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(Tar.Header("top/zeros", '0', 300L << 20));
            var zeros = new byte[1 << 20];
            for (var written = 0; written < 300; written++)
                gzip.Write(zeros);
            gzip.Write(new byte[1024]);
        }

        Refusal(bomb.ToArray()).ShouldContain("compression bomb");
    }

    [Fact]
    public void Too_many_members_are_refused()
    {
        var bytes = Tar.Gz([.. Enumerable.Range(0, 30).Select(index => ($"top/{index}", ""))]);

        Should.Throw<ImageRefusedException>(() => Rewritten(bytes, new ImageChanges(), PackageLimits.Default with { MaxFiles = 20 })).Message.ShouldContain("20 files");
    }

    [Fact]
    public void Whatever_is_cut_off_or_flipped_is_an_image_or_refused()
    {
        var bytes = Tar.Gz(Tar.Entry("top/file", new string('x', 3000)), Tar.Entry("top/other", "y", TarEntryFormat.Pax));
        var plain = Unpacked(bytes);
        Gen.Select(Gen.Int[0, plain.Length - 1], Gen.Byte, Gen.Bool).Sample(
            (at, value, cut) =>
            {
                var broken = cut ? plain[..at] : [.. plain[..at], value, .. plain[(at + 1)..]];
                try
                {
                    Rewritten(broken, new ImageChanges());
                }
                catch (ImageRefusedException)
                {
                }
            },
            iter: 300, threads: 1);
    }

    private static string Normal(string name) => name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;

    private static bool IsAsChanged(RandomTar tar, RandomTar.Member chosen, byte[] content, byte[] changed, IEnumerable<string> added)
    {
        using var reader = new TarReader(new MemoryStream(changed));
        var seen = new List<(string Name, byte[] Content)>();
        while (reader.GetNextEntry() is { } entry)
        {
            using var data = new MemoryStream();
            entry.DataStream?.CopyTo(data);
            seen.Add((entry.Name.TrimEnd('/'), data.ToArray()));
        }

        var expected = tar.Members.Select(member => (member.Name, Content: member == chosen ? content : member.Content)).ToList();
        var others = seen.Where(member => !added.Contains(Normal(member.Name))).ToList();
        return seen.Count == expected.Count + added.Count()
            && others.Zip(expected).All(pair => pair.First.Name == pair.Second.Name && pair.First.Content.SequenceEqual(pair.Second.Content))
            && seen.Where(member => added.Contains(Normal(member.Name))).All(member => member.Content.SequenceEqual(content));
    }

    private string Refusal(byte[] bytes) => Should.Throw<ImageRefusedException>(() => Rewritten(bytes, new ImageChanges())).Message;

    private byte[] Rewritten(byte[] bytes, ImageChanges changes, PackageLimits? limits = null)
    {
        var path = _folder.Write("in.tar.gz", bytes);
        var target = Path.Join(_folder.Path, "rewritten");
        File.Delete(target);
        using var images = new PackageImages(limits ?? PackageLimits.Default);
        if (images.Open(path) is not { } image)
            throw new ImageRefusedException("no archive", "");
        image.WriteTo(target, changes);
        return File.ReadAllBytes(target);
    }

    private static int Compressions(byte[] bytes) => FileMagic.IsGzip(bytes) ? 1 + Compressions(Unpacked(bytes)) : 0;

    private static byte[] Unpacked(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return text;
    }
}
