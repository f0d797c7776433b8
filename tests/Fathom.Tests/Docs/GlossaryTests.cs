using System.Text;

namespace Fathom.Tests.Docs;

/// <summary>docs/glossary.md is written from <see cref="Glossary"/>.</summary>
public sealed class GlossaryTests
{
    [Fact]
    public void The_document_says_what_the_data_say() => GeneratedDocument.Check("docs/glossary.md", Markdown());

    [Fact]
    public void There_are_at_least_ninety_words_in_alphabetical_order_none_twice()
    {
        string[] terms = [.. Glossary.Entries.Select(entry => entry.Term)];
        Assert.True(terms.Length >= 90, $"{terms.Length} terms");
        Assert.Equal(terms.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase), terms);
    }

    [Fact]
    public void Every_name_it_gives_exists()
    {
        string[] unknown = [.. Glossary.Entries.SelectMany(entry => GeneratedDocument.Names(entry.Api)).Where(name => !ApiNames.Exists(name))];
        Assert.True(unknown.Length == 0, $"The glossary names what does not exist: {string.Join(", ", unknown)}.");
    }

    [Fact]
    public void Every_word_leads_somewhere() => Assert.All(Glossary.Entries, entry => Assert.NotEmpty(GeneratedDocument.Names(entry.Api)));

    [Fact]
    public void Every_meaning_is_a_short_paragraph() =>
        Assert.All(Glossary.Entries, entry => Assert.True(entry.Meaning.Length is > 10 and < 260 && entry.Meaning.EndsWith('.'), entry.Term));

    private static string Markdown()
    {
        var text = new StringBuilder("""
            # Glossary

            The words of the trade, what they mean, and what they are called here. What to choose when stands in the [cheat sheet](cheat-sheet.md).

            <!-- Written by GlossaryTests from src/Fathom/Advice/Glossary.cs; change the data, then run the tests once with FATHOM_UPDATE_SNAPSHOTS=1. -->

            | word | meaning | API |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (GlossaryEntry entry in Glossary.Entries)
            text.Append($"| **{entry.Term}** | {entry.Meaning.Replace("|", "\\|")} | {GeneratedDocument.Links(entry.Api)} |\n");
        return text.ToString();
    }
}
