using System.Text.RegularExpressions;
using Fathom.Tests.Architecture;

namespace Fathom.Tests.Docs;

/// <summary>Code in documents is copied from examples, which are compiled and run: so it cannot rot.</summary>
public sealed partial class DocumentCodeTests
{
    /// <summary>Every document for readers.</summary>
    public static TheoryData<string> Documents => [.. Repository.Files("docs", "*.md"), "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "examples/README.md"];

    [Theory]
    [MemberData(nameof(Documents))]
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

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_to_files_that_exist(string document)
    {
        string folder = Path.GetDirectoryName(Repository.Full(document))!;
        IEnumerable<string> targets = Link().Matches(Repository.Read(document)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://") && target[0] != '#');
        string[] dead = [.. targets.Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])))];
        Assert.True(dead.Length == 0, $"{document} links to what does not exist: {string.Join(", ", dead)}.");
    }

    [Fact]
    public void The_course_lists_every_example_in_order() => Assert.Equal(
        Repository.Files("examples", "*.cs").Select(path => Path.GetFileName(path)),
        Link().Matches(Repository.Read("examples/README.md")).Select(match => match.Groups[1].Value).Where(target => target.EndsWith(".cs", StringComparison.Ordinal)));

    [Fact]
    public void There_are_links_to_check() => Assert.True(Link().Count(Repository.Read("docs/cheat-sheet.md")) > 50);

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    private static string Squeeze(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
