using System.Text;

namespace Fathom;

/// <summary>Words that a table knows replaced by one of their synonyms with probability p, in the case of the word they replace.</summary>
/// <remarks><code>
/// formula   a word of the table → one of its synonyms, drawn evenly, with probability p
/// shapes    text → text
/// table     letter case does not matter; a synonym may be several words
/// source    Zhang, Zhao and LeCun 2015, "Character-level convolutional networks for text classification", arXiv:1509.01626
/// </code></remarks>
public sealed record SynonymReplacement : TextAugmentation
{
    private readonly Dictionary<string, string[]> _table = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a table.</summary>
    /// <param name="table">Words, each with its synonyms.</param>
    /// <param name="p">The probability, from 0 to 1; .1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
    /// <exception cref="ArgumentException">A word has no synonym, or an empty one.</exception>
    public SynonymReplacement(IReadOnlyDictionary<string, string[]> table, double p = 0.1)
    {
        P = Chance.Of(p, nameof(p));
        foreach ((string word, string[] synonyms) in table)
        {
            if (synonyms.Length == 0 || synonyms.Any(string.IsNullOrWhiteSpace))
                throw new ArgumentException($"SynonymReplacement: the word '{word}' has {(synonyms.Length == 0 ? "no synonym" : "an empty synonym")}; expected at least one, none of them empty.", nameof(table));
            _table[word] = _table.TryGetValue(word, out string[]? more) ? [.. more, .. synonyms] : synonyms;
        }
    }

    /// <summary>The probability.</summary>
    public double P { get; }

    /// <summary>How many words the table knows.</summary>
    public int Count => _table.Count;

    /// <summary>Reads a table: a line for each word, <c>word,synonym,synonym…</c>, in UTF-8, without a header. Fields may stand in double quotes; empty lines and lines that begin with # are passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="p">The probability, from 0 to 1; .1 by default.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The file is no UTF-8, a line has no synonym, an empty field or a quote that does not end, or there is no word at all; the line is named.</exception>
    public static SynonymReplacement FromCsv(string path, double p = 0.1)
    {
        var table = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        int number = 0;
        foreach (string read in TextFile.Read(path).Split('\n'))
        {
            string line = read.TrimEnd('\r');
            number++;
            if (string.IsNullOrWhiteSpace(line) || line[0] == '#')
                continue;
            string[]? fields = Fields(line);
            if (fields is null || fields.Length < 2 || fields.Any(string.IsNullOrWhiteSpace))
                throw new FileFormatException(path, null, $"line {number} is {(fields is null ? "a quote that does not end" : fields.Length < 2 ? "a word without a synonym" : "a line with an empty field")}: {(line.Length > 60 ? line[..60] + "…" : line)} Expected word,synonym,synonym…");
            table[fields[0]] = table.TryGetValue(fields[0], out string[]? more) ? [.. more, .. fields[1..]] : fields[1..];
        }

        if (table.Count == 0)
            throw new FileFormatException(path, null, "the file holds no word. Expected a line for each: word,synonym,synonym…");
        return new SynonymReplacement(table, p);
    }

    /// <inheritdoc/>
    public override string Change(string text, Rng rng)
    {
        var list = new WordList(text);
        for (int i = 0; i < list.Words.Count; i++)
        {
            if (_table.TryGetValue(list.Words[i], out string[]? synonyms) && Chance.Happens(P, rng))
                list.Words[i] = WordList.Like(synonyms[Images.Below(synonyms.Length, rng)], list.Words[i]);
        }

        return list.ToString();
    }

    /// <summary>Number of words and probability.</summary>
    public override string ToString() => FormattableString.Invariant($"SynonymReplacement {{ Count = {Count}, P = {P} }}");

    private static string[]? Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        return quoted ? null : [.. fields, field.ToString().Trim()];
    }
}
