using CsCheck;
using L2sm.Kubernetes.Attachments;

namespace L2sm.Kubernetes.Tests.Attachments;

public sealed class PodAnnotationsTests
{
    [Theory]
    [InlineData("red", "red")]
    [InlineData(" red , blue,", "red|blue")]
    [InlineData("""[{"name":"red","ips":["10.0.1.1/24"]},{"name":"blue"}]""", "red|blue")]
    [InlineData("""["red"]""", "[\"red\"]")] // no list of objects: names, as the operator reads it
    [InlineData("", "")]
    [InlineData(null, "")]
    public void What_a_pod_wants_is_read_as_the_operator_reads_it(string? text, string names) =>
        string.Join("|", PodAnnotations.ReadWanted(text).Select(n => n.Name)).ShouldBe(names);

    [Theory]
    [InlineData("""[{"name":"a","namespace":"x","interface":"data0"}]""", "x/a@data0")]
    [InlineData("a, x/b@data0", "/a@|x/b@data0")]
    [InlineData("[{\"name\":", null)]
    [InlineData("[1]", null)]
    public void Attachments_are_read_in_both_forms_and_nonsense_is_told_from_nothing(string text, string? read)
    {
        var attachments = PodAnnotations.ReadAttachments(text);
        (attachments is null ? null : string.Join("|", attachments.Select(a => $"{a.Namespace}/{a.Name}@{a.Interface}"))).ShouldBe(read);
    }

    [Fact]
    public void No_text_breaks_the_readers() => Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char["[]{},:\"\\nameips1 "], 0, 60],
        Gen.Const(new string('[', 100_000)),
        Gen.Const("[{\"name\":" + new string('{', 1000))).Sample(text =>
    {
        PodAnnotations.ReadWanted(text);
        PodAnnotations.ReadAttachments(text);
        PodAnnotations.ReadStatus(text);
    });
}
