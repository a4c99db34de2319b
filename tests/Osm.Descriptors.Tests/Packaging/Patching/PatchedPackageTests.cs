using System.Text;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Tests.Packaging.Patching;

/// <summary>Packages in every form: patched, patched again, and back.</summary>
public sealed class PatchedPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(SamplePackage.All), MemberType = typeof(SamplePackage))]
    public void Every_workload_is_attached_those_in_packed_subcharts_too(string form)
    {
        var input = SamplePackage.Write(_folder, form);

        var report = Patch(input, "out").Report;

        report.IsComplete.ShouldBeTrue();
        report.Charts.ShouldHaveSingleItem().Workloads.Select(workload => (workload.File, workload.How)).ShouldBe(
        [
            ("charts/middle-1.0.tgz!middle/charts/db-1.0.0.tgz!db/templates/statefulset.yaml", AttachmentWay.Inserted),
            ("templates/deployment.yaml", AttachmentWay.Inserted),
        ]);
        var patched = string.Concat(SamplePackage.Listing(Out("out")));
        patched.ShouldContain("templates/_l2sm.tpl");
        patched.ShouldContain(PatchMarker.FileName);
    }

    [Theory]
    [MemberData(nameof(SamplePackage.All), MemberType = typeof(SamplePackage))]
    public void Patching_twice_changes_nothing(string form)
    {
        Patch(SamplePackage.Write(_folder, form), "out");

        var again = Patch(Out("out"), "again");

        again.Report.Members.ShouldBeEmpty();
        again.Report.IsComplete.ShouldBeTrue();
        if (File.Exists(Out("out")))
            File.ReadAllBytes(Out("again")).ShouldBe(File.ReadAllBytes(Out("out")));
        else
            SamplePackage.Listing(Out("again")).ShouldBe(SamplePackage.Listing(Out("out")));
    }

    [Theory]
    [MemberData(nameof(SamplePackage.All), MemberType = typeof(SamplePackage))]
    public void The_same_input_gives_the_same_bytes(string form)
    {
        var input = SamplePackage.Write(_folder, form);
        Patch(input, "one");
        Patch(input, "two");

        SamplePackage.Listing(Out("two")).ShouldBe(SamplePackage.Listing(Out("one")));
        if (File.Exists(Out("one")))
            File.ReadAllBytes(Out("two")).ShouldBe(File.ReadAllBytes(Out("one")));
    }

    [Theory]
    [MemberData(nameof(SamplePackage.All), MemberType = typeof(SamplePackage))]
    public void Unpatching_gives_back_every_member_with_content_name_mode_time_and_order(string form)
    {
        var input = SamplePackage.Write(_folder, form);
        Patch(input, "out");

        Unpatch("out", "back");

        var (before, after) = (SamplePackage.Listing(input), SamplePackage.Listing(Out("back")));
        // A packed chart is packed anew, so that its hash in the list is another one.
        WithoutList(after).ShouldBe(WithoutList(before));
    }

    [Fact]
    public void Where_no_packed_chart_changes_the_original_is_back_byte_for_byte()
    {
        var files = SamplePackage.ChartFiles().Where(file => !file.Path.StartsWith("charts/middle", StringComparison.Ordinal));
        var input = _folder.Write("knf.tar.gz", SamplePackage.Tgz(
        [
            .. files.Select(file => ($"knf/helm-chart-v3s/chart/{file.Path}", file.Content)), ("knf/knfd.yaml", Encoding.UTF8.GetBytes(Samples.Vnfd)),
            ("knf/checksums.txt", Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{SamplePackage.Md5(file.Content)}\tknf/helm-chart-v3s/chart/{file.Path}\r\n")).TrimEnd())),
        ]));
        Patch(input, "out");

        Unpatch("out", "back");

        SamplePackage.Unpacked(File.ReadAllBytes(Out("back"))).ShouldBe(SamplePackage.Unpacked(File.ReadAllBytes(input)));
    }

    [Fact]
    public void Packed_charts_in_which_nothing_changes_stay_as_they_are()
    {
        var input = SamplePackage.Write(_folder, "folder");
        Patch(input, "out");

        const string Other = "helm-chart-v3s/chart/charts/other-1.0.0.tgz";
        File.ReadAllBytes(Path.Join(Out("out"), Other)).ShouldBe(File.ReadAllBytes(Path.Join(input, Other)));
    }

    [Fact]
    public void What_others_edited_after_the_patch_stays_when_it_is_taken_back()
    {
        Patch(SamplePackage.Write(_folder, "folder"), "out");
        var template = Path.Join(Out("out"), "helm-chart-v3s/chart/templates/deployment.yaml");
        File.WriteAllText(template, "# on top\n" + File.ReadAllText(template).Replace("busybox", "alpine", StringComparison.Ordinal));

        var report = Unpatch("out", "back");

        File.ReadAllText(Path.Join(Out("back"), "helm-chart-v3s/chart/templates/deployment.yaml"))
            .ShouldBe("# on top\n" + SamplePackage.Deployment.Replace("busybox", "alpine", StringComparison.Ordinal));
        report.Notes.ShouldContain("'templates/deployment.yaml' was edited after it was patched; the edits stay");
    }

    [Fact]
    public void What_others_edited_in_the_lines_of_the_patch_is_not_guessed_at()
    {
        Patch(SamplePackage.Write(_folder, "folder"), "out");
        var template = Path.Join(Out("out"), "helm-chart-v3s/chart/templates/deployment.yaml");
        var lines = File.ReadAllLines(template);
        File.WriteAllLines(template, lines.Select(line => line.Contains("l2sm", StringComparison.Ordinal) ? line + " # mine" : line));

        Should.Throw<ImageRefusedException>(() => Unpatch("out", "back")).Message.ShouldContain("was edited at the lines");
        Directory.Exists(Out("back")).ShouldBeFalse();
    }

    [Fact]
    public void A_package_that_was_not_patched_is_told() =>
        Should.Throw<ImageRefusedException>(() => PackagePatcher.Unpatch(SamplePackage.Write(_folder, "zip"), PackageLimits.Default)).Message.ShouldBe("it was not patched");

    [Fact]
    public void A_later_version_of_a_patched_package_is_patched_as_the_former_was()
    {
        Patch(SamplePackage.Write(_folder, "folder"), "out", PatchMapping.None.With("data", new WorkloadWish("unit")));
        var template = Path.Join(Out("out"), "helm-chart-v3s/chart/templates/deployment.yaml");
        File.WriteAllText(template, File.ReadAllText(template).Replace("busybox", "alpine", StringComparison.Ordinal));

        var report = Patch(Out("out"), "newer").Report;

        report.Charts.Single().Workloads.Single(workload => workload.Kind == "StatefulSet").How.ShouldNotBe(AttachmentWay.Inserted);
        PackagePatcher.MappingOf(Out("newer"), PackageLimits.Default)!.Networks.ShouldHaveSingleItem().Workloads.ShouldBe([new WorkloadWish("unit")]);
        Unpatch("newer", "back");
        File.ReadAllText(Path.Join(Out("back"), "helm-chart-v3s/chart/templates/deployment.yaml")).ShouldContain("alpine");
    }

    [Fact]
    public void Hashes_that_were_wrong_are_right_afterwards_and_wrong_again_when_it_is_taken_back()
    {
        var input = SamplePackage.Write(_folder, "folder");
        var sums = Path.Join(input, "checksums.txt");
        var lines = File.ReadAllLines(sums).Select(line => line.EndsWith("deployment.yaml", StringComparison.Ordinal) ? new string('0', 32) + line[32..] : line).ToArray();
        File.WriteAllText(sums, string.Join("\r\n", lines));
        Patch(input, "out");

        var deployment = File.ReadAllBytes(Path.Join(Out("out"), "helm-chart-v3s/chart/templates/deployment.yaml"));
        File.ReadAllText(Path.Join(Out("out"), "checksums.txt")).ShouldContain($"{SamplePackage.Md5(deployment)}\tknf/helm-chart-v3s/chart/templates/deployment.yaml\r\n");
        // Twice, for what is remembered must survive.
        Patch(Out("out"), "again");
        Unpatch("again", "back");
        File.ReadAllText(Path.Join(Out("back"), "checksums.txt")).ShouldContain($"{new string('0', 32)}\tknf/helm-chart-v3s/chart/templates/deployment.yaml\r\n");
    }

    [Fact]
    public void Every_hash_is_right_after_the_patch_and_no_file_is_missing()
    {
        Patch(SamplePackage.Write(_folder, "folder"), "out");

        var listed = File.ReadAllLines(Path.Join(Out("out"), "checksums.txt")).Select(line => line.Split('\t')).ToDictionary(parts => parts[1], parts => parts[0]);
        foreach (var (path, hash) in listed)
            SamplePackage.Md5(File.ReadAllBytes(Path.Join(Out("out"), path["knf/".Length..]))).ShouldBe(hash, path);
        listed.Keys.ShouldContain("knf/helm-chart-v3s/chart/templates/_l2sm.tpl");
        listed.Keys.ShouldContain("knf/helm-chart-v3s/chart/osm-l2sm.patch");
    }

    [Fact]
    public void A_patch_in_place_leaves_the_rest_of_the_folder_alone()
    {
        var input = SamplePackage.Write(_folder, "folder");
        _folder.Write("knf/.git/HEAD", "ref");
        var before = SamplePackage.Listing(input);
        using (var patched = PackagePatcher.Patch(new PatchRequest(input, [], PatchMapping.None, "1.0"), PackageLimits.Default))
            patched.WriteInPlace();

        SamplePackage.Listing(input).ShouldNotBe(before);
        File.ReadAllText(Path.Join(input, ".git/HEAD")).ShouldBe("ref");
        Directory.EnumerateFiles(input, "*.osm-l2sm-*", SearchOption.AllDirectories).ShouldBeEmpty();
        using (var original = PackagePatcher.Unpatch(input, PackageLimits.Default))
            original.WriteInPlace();
        WithoutList(SamplePackage.Listing(input)).ShouldBe(WithoutList(before));
    }

    [Theory]
    [InlineData("./")]
    [InlineData("./knf/")]
    [InlineData("knf/")]
    public void A_tar_may_be_of_a_folder_or_of_what_is_in_it(string top)
    {
        var input = _folder.Write("knf.tar.gz", SamplePackage.Tgz([
            .. SamplePackage.ChartFiles().Select(file => ($"{top}helm-chart-v3s/chart/{file.Path}", file.Content)), ($"{top}knfd.yaml", Encoding.UTF8.GetBytes(Samples.Vnfd)),
        ]));

        Patch(input, "out").Report.IsComplete.ShouldBeTrue();

        SamplePackage.Listing(Out("out")).ShouldContain(member => member.Contains($"!{top}helm-chart-v3s/chart/templates/_l2sm.tpl", StringComparison.Ordinal));
        Unpatch("out", "back");
        SamplePackage.Listing(Out("back")).ShouldBe(SamplePackage.Listing(input));
    }

    [Fact]
    public void A_juju_bundle_and_a_chart_of_a_repository_are_never_passed_silently()
    {
        var input = _folder.Write("knf/knfd.yaml", Samples.Vnfd.With("helm-chart: chart", "helm-chart: stable/chart\n  - name: juju\n    juju-bundle: bundle.yaml"));

        var report = PackagePatcher.Patch(new PatchRequest(Path.GetDirectoryName(input)!, [], PatchMapping.None, "1.0"), PackageLimits.Default).Report;

        report.IsComplete.ShouldBeFalse();
        report.Charts.Select(chart => chart.Unreachable!.Split(':')[0]).ShouldBe(["the chart is not in the package", "not injectable"]);
    }

    [Fact]
    public void A_gigantic_file_within_a_packed_chart_is_refused()
    {
        var bomb = Tar.Compress([.. Tar.Header("db/Chart.yaml", '0', 100 << 20), .. new byte[(100 << 20) + 1024]]);
        var input = _folder.Write("knf.tar.gz", SamplePackage.Tgz(
        [
            ("knf/knfd.yaml", Encoding.UTF8.GetBytes(Samples.Vnfd)), ("knf/helm-chart-v3s/chart/Chart.yaml", Encoding.UTF8.GetBytes(Samples.Chart)), ("knf/helm-chart-v3s/chart/charts/db.tgz", bomb),
        ]));

        Should.Throw<ImageRefusedException>(() => PackagePatcher.Patch(new PatchRequest(input, [], PatchMapping.None, "1.0"), PackageLimits.Default)).Message.ShouldContain("a file of its kind may have");
    }

    [Fact]
    public void Charts_packed_within_charts_without_end_are_refused()
    {
        var chart = SamplePackage.DatabaseTgz();
        for (var level = 0; level < 12; level++)
            chart = SamplePackage.Tgz([("c/Chart.yaml", Encoding.UTF8.GetBytes(Samples.Chart)), ("c/charts/c.tgz", chart)]);

        Should.Throw<ImageRefusedException>(() => PackagePatcher.Patch(new PatchRequest(_folder.Write("c.tgz", chart), [], PatchMapping.None.With("data", null), "1.0"), PackageLimits.Default))
            .Message.ShouldContain("archives");
    }

    private static IEnumerable<string> WithoutList(IEnumerable<string> listing) => listing.Where(member => !member.Contains("checksums.txt", StringComparison.Ordinal));

    private string Out(string name) => Path.Join(_folder.Path, "written", name);

    private (PatchReport Report, bool HasChanges) Patch(string input, string name, PatchMapping? mapping = null)
    {
        // A chart alone says nothing of nets.
        mapping ??= input.Contains("chart", StringComparison.Ordinal) ? PatchMapping.None.With("data", null) : PatchMapping.None;
        using var patched = PackagePatcher.Patch(new PatchRequest(input, [], mapping, "1.0"), PackageLimits.Default);
        patched.WriteTo(Out(name));
        return (patched.Report, patched.HasChanges);
    }

    private PatchReport Unpatch(string name, string target)
    {
        using var original = PackagePatcher.Unpatch(Out(name), PackageLimits.Default);
        original.WriteTo(Out(target));
        return original.Report;
    }
}
