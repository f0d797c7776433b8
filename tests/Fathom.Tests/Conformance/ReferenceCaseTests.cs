using Fathom.Conformance;
using Fathom.Tests.Architecture;

namespace Fathom.Tests.Conformance;

/// <summary>The reference cases of the repository: values of PyTorch, in double and in float.</summary>
public sealed class ReferenceCaseTests
{
    private static readonly Lazy<Report> s_report = new(() => Runner.Run(Cases));
    private static readonly Lazy<Report> s_more = new(() => Runner.Run(Repository.Full("tests/Fathom.Conformance/more-cases")));

    internal static string Cases => Repository.Full("tests/Fathom.Conformance/cases");

    [Fact]
    public void No_reference_case_fails()
    {
        string[] failures = [.. s_report.Value.Results.Where(result => result.Outcome == Outcome.Failed).Select(result => result.ToString())];
        Assert.True(failures.Length == 0, string.Join("\n", failures));
    }

    /// <summary>A name dropped from a table would be skipped without anybody noticing: what is built stays built. Raise the number with every kind that is added.</summary>
    [Theory]
    [InlineData("ops.json", 92)]
    [InlineData("activations.json", 23)]
    [InlineData("losses.json", 50)]
    [InlineData("layers.json", 51)]
    [InlineData("optimizers.json", 17)]
    [InlineData("clipping.json", 5)]
    [InlineData("schedules.json", 13)]
    [InlineData("training.json", 3)]
    public void As_many_cases_pass_as_are_built(string file, int built)
    {
        int passed = s_report.Value.Count(Outcome.Passed, file);
        Assert.True(passed >= built, $"{file}: {passed} cases pass, {built} did before.");
    }

    /// <summary>Other shapes and arguments of the same kinds: all of them are built.</summary>
    [Theory]
    [InlineData("activations.json", 94)]
    [InlineData("losses.json", 376)]
    [InlineData("layers.json", 60)]
    [InlineData("attention.json", 25)]
    [InlineData("pooling.json", 52)]
    [InlineData("convolution.json", 26)]
    [InlineData("recurrent.json", 53)]
    [InlineData("optimizers.json", 46)]
    [InlineData("schedules.json", 21)]
    [InlineData("clipping.json", 4)]
    public void All_of_the_further_cases_pass(string file, int cases)
    {
        string[] others = [.. s_more.Value.Results.Where(result => result.Outcome != Outcome.Passed).Select(result => result.ToString())];
        Assert.True(others.Length == 0, string.Join("\n", others));
        Assert.Equal(cases, s_more.Value.Count(Outcome.Passed, file));
    }
}
