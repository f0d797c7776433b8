using System.Text.RegularExpressions;
using Fathom.Cli;
using Fathom.Handbook;
using Fathom.Tests.Architecture;
using Fathom.Tests.Cli;

namespace Fathom.Tests.Docs;

/// <summary>docs/handbook.md names API, commands and tests: each must exist. Its links are checked with those of the other documents.</summary>
public sealed partial class HandbookTests
{
    private static readonly ILookup<string, Type> s_tests = typeof(HandbookTests).Assembly.GetTypes().ToLookup(type => type.Name);

    private sealed record Row(string Id, string Subject, string Api, string See, string Tests);

    private static List<Row> Rows { get; } =
        [.. RowLine().Matches(Repository.Read("docs/handbook.md")).Select(m => new Row(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value, m.Groups[4].Value, m.Groups[5].Value))];

    /// <summary>Groups of the handbook that are built, and how many rows each has.</summary>
    public static TheoryData<char, int> Groups => new() { { 'A', 8 }, { 'B', 14 }, { 'C', 10 }, { 'D', 8 }, { 'E', 10 }, { 'F', 10 }, { 'G', 7 }, { 'I', 6 } };

    [Theory]
    [MemberData(nameof(Groups))]
    public void Every_row_of_these_groups_stands_in_it(char group, int rows) =>
        Assert.Equal(Enumerable.Range(1, rows).Select(i => $"{group}{i}"), Rows.Select(row => row.Id).Where(id => id[0] == group));

    [Fact]
    public void The_regularizers_of_this_library_stand_in_it() => Assert.Equal(["H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8"], Rows.Select(row => row.Id).Where(id => id[0] == 'H'));

    [Fact]
    public void Every_name_of_the_API_exists()
    {
        string text = Repository.Read("docs/handbook.md");
        IEnumerable<string> apis = Rows.Select(row => row.Api).Append(text[text.IndexOf("## N.", StringComparison.Ordinal)..]);
        string[] unknown = [.. apis.SelectMany(Quoted).Where(name => !ApiNames.Exists(name))];
        Assert.True(unknown.Length == 0, $"The handbook names what does not exist: {string.Join(", ", unknown)}.");
        Assert.All(Rows, row => Assert.NotEmpty(Quoted(row.Api)));
    }

    [Fact]
    public void Every_command_exists()
    {
        using var folder = new CliFolder();
        foreach (string command in Rows.SelectMany(row => Quoted(row.See)).Distinct())
        {
            string[] words = command.Split(' ');
            Assert.Equal("fathom", words[0]);
            folder.Run(words[1], "--help").Expect(ExitCode.Done);
            if (words is [_, "show", var name])
                Assert.Contains(name, new ShowCommand().Subcommands.Select(experiment => experiment.Name));
        }
    }

    [Fact]
    public void Every_test_exists_and_tests_of_the_handbook_are_named_after_the_row()
    {
        var missing = new List<string>();
        foreach (Row row in Rows)
        {
            foreach (string name in Quoted(row.Tests))
            {
                Type? type = s_tests[name].FirstOrDefault();
                bool named = type?.Namespace != "Fathom.Tests.Handbook" || name.StartsWith($"{row.Id}_", StringComparison.Ordinal) || type.GetMethods().Any(method => $"_{method.Name}".Contains($"_{row.Id}_", StringComparison.Ordinal));
                if (type is null || !named)
                    missing.Add($"{row.Id}: {name}");
            }
        }

        Assert.True(missing.Count == 0, string.Join(", ", missing));
        Assert.All(Rows, row => Assert.NotEmpty(Quoted(row.Tests)));
    }

    private static string[] Quoted(string text) => [.. Quote().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^\| ([A-N]\d+) \|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex RowLine();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quote();
}
