using Osm.Descriptors.Instantiation;

namespace Osm.Descriptors.Tests.Instantiation;

public sealed class OtherNsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("name: a\nvld:\n- id: x\n  name: x\n- name: y\nnsd: {id: z}\n", "a:x,y")]
    [InlineData("[{\"name\": \"a\", \"vld\": [{\"id\": \"x\"}]}, {\"name\": \"b\"}]", "a:x b:?")]
    [InlineData("{\"nsName\": \"a\", \"networks\": [{\"link\": \"x\", \"name\": \"a-x\"}]}", "a:x")]
    [InlineData("- a\n- b\n", "a:? b:?")]
    [InlineData("a b\nc\n", "a b:? c:?")]
    [InlineData("name: a\nvld: []\n", "a:")]
    public void What_OSMs_client_prints_is_read(string text, string expected) =>
        string.Join(' ', OtherNs.Read(_folder.Write("x", text)).Select(ns => $"{ns.Name}:{(ns.Links is { } links ? string.Join(',', links) : "?")}")).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("id: x\n")]
    [InlineData("[[a]]")]
    [InlineData("a: [")]
    public void A_file_without_an_NS_is_refused(string text) =>
        Should.Throw<InvalidDataException>(() => OtherNs.Read(_folder.Write("x", text))).Message.Length.ShouldBeGreaterThan(10);
}
