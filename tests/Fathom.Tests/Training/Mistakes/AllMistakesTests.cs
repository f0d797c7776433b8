using System.Reflection;
using System.Text.RegularExpressions;

namespace Fathom.Tests.Training.Mistakes;

/// <summary>Each of the 63 mistakes has a test that bears its number.</summary>
public sealed partial class AllMistakesTests
{
    [Fact]
    public void All_63_mistakes_are_tested()
    {
        IEnumerable<int> numbers = typeof(AllMistakesTests).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(AllMistakesTests).Namespace)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(method => Number().Match(method.Name))
            .Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value));
        Assert.Equal(Enumerable.Range(1, 63), numbers.Distinct().Order());
    }

    [GeneratedRegex("^M([0-9]{2})_")]
    private static partial Regex Number();
}
