using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Tests.Reading;

public sealed class ScalarTextTests
{
    [Theory]
    [InlineData("10.1.0.9/24", "10.1.0.0/24")]
    [InlineData("'10.1.0.9/24'", "'10.1.0.0/24'")]
    [InlineData("\"10.1.0.9/24\"", "\"10.1.0.0/24\"")]
    public void A_replacement_keeps_the_quotes(string written, string expected) =>
        ScalarText.Like(written, "10.1.0.9/24", "10.1.0.0/24").ShouldBe(expected);

    [Theory]
    [InlineData("::1/64")]
    [InlineData("-x")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("[x]")]
    [InlineData("x:")]
    public void What_would_mean_something_else_unquoted_gets_quotes(string replacement) =>
        ScalarText.Like("old", "old", replacement).ShouldBe($"'{replacement}'");

    [Theory]
    [InlineData("*alias", "old", "new")]
    [InlineData("&anchor old", "old", "new")]
    [InlineData("!!str old", "old", "new")]
    [InlineData("|\n  old\n", "old\n", "new")]
    [InlineData("\"o\\x6cd\"", "old", "new")]
    [InlineData("old", "old", "")]
    [InlineData("old", "old", "a'b")]
    [InlineData("old", "old", "a\nb")]
    public void Anything_but_a_simple_word_is_left_to_a_human(string written, string value, string replacement) =>
        ScalarText.Like(written, value, replacement).ShouldBeNull();
}
