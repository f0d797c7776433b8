using System.Text.RegularExpressions;
using Fathom.Tests.Architecture;

namespace Fathom.Tests.Docs;

/// <summary>Code in documents is copied from examples, which are compiled and run: so it cannot rot.</summary>
public sealed partial class DocumentCodeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CONTRIBUTING.md")]
    public void Code_in_documents_stands_in_an_example(string document)
    {
        string[] examples = [.. Repository.Files("examples", "*.cs").Select(path => Squeeze(Repository.Read(path)))];
        Assert.NotEmpty(examples);
        foreach (Match block in CodeBlock().Matches(Repository.Read(document)))
        {
            string code = Squeeze(block.Groups[1].Value);
            Assert.True(examples.Any(example => example.Contains(code, StringComparison.Ordinal)), $"{document}: this block stands in no example:\n{block.Groups[1].Value}");
        }
    }

    [Fact]
    public void The_readme_has_code_to_check() => Assert.True(CodeBlock().Count(Repository.Read("README.md")) >= 3);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    private static string Squeeze(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
