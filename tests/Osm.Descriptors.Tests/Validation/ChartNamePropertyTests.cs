using System.Text.RegularExpressions;
using CsCheck;
using Osm.Descriptors.Validation.Checks;

namespace Osm.Descriptors.Tests.Validation;

public sealed partial class ChartNamePropertyTests
{
    [Fact]
    public void Names_are_those_of_NBIs_regular_expression() =>
        // Short: the expression takes exponential time.
        Gen.Char["ab-/_0"].Array[0, 9].Select(letters => new string(letters)).Sample(name => ChartNameCheck.IsTaken(name) == Nbi().IsMatch(name));

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9]/)?([a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Nbi();
}
