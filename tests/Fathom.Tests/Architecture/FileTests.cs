using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Fathom.Tests.Architecture;

/// <summary>How files are named, how long they are, and what must not stand in them.</summary>
public sealed partial class FileTests
{
    private const int MostLines = 400;

    /// <summary>Files that are longer, each with the reason.</summary>
    private static readonly Dictionary<string, string> s_longFiles = [];

    private static readonly string[] s_textFiles = [".cs", ".md", ".csproj", ".props", ".slnx", ".json", ".txt", ".yml", ".sh", ".editorconfig", ".gitignore", ".gitattributes", ""];

    [Fact]
    public void A_file_longer_than_400_lines_has_a_reason()
    {
        var lengths = Repository.Files("", "*.cs").ToDictionary(path => path, path => File.ReadLines(Repository.Full(path)).Count());
        string[] tooLong = [.. lengths.Where(file => file.Value > MostLines && !s_longFiles.ContainsKey(file.Key)).Select(file => $"{file.Key} has {file.Value} lines")];
        Assert.True(tooLong.Length == 0, $"Split these files, or give the reason in {nameof(FileTests)}: {string.Join("; ", tooLong)}.");
        Assert.All(s_longFiles.Keys, path => Assert.True(lengths.GetValueOrDefault(path) > MostLines, $"{path} needs its entry no longer."));
    }

    [Theory]
    [InlineData("Fathom")]
    [InlineData("Fathom.Tabular")]
    [InlineData("Fathom.Handbook")]
    public void Every_public_type_stands_in_a_file_of_its_name(string project)
    {
        var compilation = SourceCompilation.Of(project);
        var faults = new List<string>();
        foreach (INamedTypeSymbol type in PublicApi.Types(compilation.Assembly.GlobalNamespace))
        {
            string[] files = [.. type.DeclaringSyntaxReferences.Select(reference => Path.GetFileNameWithoutExtension(reference.SyntaxTree.FilePath)).Distinct()];
            if (!files.Contains(type.Name))
                faults.Add($"{type.Name} stands in {string.Join(", ", files)}");
        }

        Assert.True(faults.Count == 0, string.Join("; ", faults));
    }

    [Fact]
    public void No_file_names_a_path_of_one_machine()
    {
        var faults = new List<string>();
        foreach (string path in Repository.Files().Where(path => s_textFiles.Contains(Path.GetExtension(path)) && Path.GetFileName(path) != $"{nameof(FileTests)}.cs"))
        {
            Match match = Forbidden().Match(Repository.Read(path));
            if (match.Success)
                faults.Add($"{path}: {match.Value}");
        }

        Assert.True(faults.Count == 0, $"Files name what only one machine has:\n{string.Join("\n", faults)}");
    }

    [Theory]
    [InlineData("read /home/someone/data.csv", true)]
    [InlineData("C:\\Users\\someone\\x", true)]
    [InlineData("see https://example.org/home/page", false)]
    [InlineData("a/home/someone/b", false)]
    public void The_search_for_machine_paths_finds_them(string text, bool found) => Assert.Equal(found, Forbidden().IsMatch(text));

    [GeneratedRegex("""(?<![\w./])/(home/\w+|Users/\w+|mnt/\w+)(?=[/\s"'`]|$)|[A-Z]:\\Users\\""")]
    private static partial Regex Forbidden();
}
