using System.Text;

namespace Fathom.Tests.Docs;

/// <summary>docs/cheat-sheet.md is written from the data that <c>fathom advise</c> and <c>fathom train</c> use.</summary>
public sealed class CheatSheetTests
{
    [Fact]
    public void The_document_says_what_the_data_say() => GeneratedDocument.Check("docs/cheat-sheet.md", Markdown());

    [Fact]
    public void Every_name_it_gives_exists()
    {
        string[] unknown = [.. Names().Where(name => !ApiNames.Exists(name))];
        Assert.True(unknown.Length == 0, $"The cheat sheet names what does not exist: {string.Join(", ", unknown)}.");
        Assert.True(Names().Distinct().Count() > 40);
    }

    [Fact]
    public void Every_row_has_a_cell_for_each_column() =>
        Assert.All(CheatSheet.Choices.Concat(CheatSheet.Rules), table => Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count)));

    [Fact]
    public void Every_setting_stands_in_one_table_of_rules() =>
        Assert.Equal(Advice.Settings.Order(), CheatSheet.Rules.SelectMany(table => table.Rows.Select(row => row[0]).Distinct()).Order());

    private static IEnumerable<string> Names() =>
        CheatSheet.Choices.SelectMany(table => table.Rows.Select(row => row[^1])).Concat(CheatSheet.TrainsBadly.Select(box => box.Api)).SelectMany(GeneratedDocument.Names);

    private static string Markdown()
    {
        var text = new StringBuilder("""
            # Cheat sheet

            What to choose when, and what it is called here. `fathom advise` shows the same in the terminal, `fathom advise --task binary --rows 398` the settings for one
            task; `fathom train` starts from the same data, so advice and defaults cannot differ. Words are explained in the [glossary](glossary.md).

            <!-- Written by CheatSheetTests from src/Fathom/Advice; change the data, then run the tests once with FATHOM_UPDATE_SNAPSHOTS=1. -->


            """.ReplaceLineEndings("\n"));
        foreach (CheatSheetTable table in CheatSheet.Choices)
            Append(text, table.Title, table.About, table.Columns, table.Rows.Select(row => row.SkipLast(1).Append(GeneratedDocument.Links(row[^1]))));
        foreach (CheatSheetTable table in CheatSheet.Rules)
            Append(text, table.Title, table.About, table.Columns, table.Rows);
        Append(text, "Trains badly: gradient too small or too large?", "From the top; a no leads to the next question.", ["", "question", "if yes", "API"],
            CheatSheet.TrainsBadly.Select((box, i) => new[] { $"{i + 1}", box.Question, box.Yes, GeneratedDocument.Links(box.Api) }));
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Append(StringBuilder text, string title, string about, IReadOnlyList<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        text.Append($"## {title}\n\n{about}\n\n| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (IEnumerable<string> row in rows)
            text.Append($"| {string.Join(" | ", row)} |\n");
        text.Append('\n');
    }
}
