using System.Text.Json;

namespace Fathom;

/// <summary>
/// One slot for each category seen often enough in training (at most 50, the commonest), one for all others where training had some,
/// one for missing cells where training had some. What training never had sets no slot.
/// </summary>
internal sealed class CategoryEncoder : ColumnEncoder
{
    private const int MostCategories = 50;

    private readonly string[] _categories;
    private readonly bool _other, _missing;
    private readonly Dictionary<string, int> _slots;

    private CategoryEncoder(string column, string[] categories, bool other, bool missing) : base(column)
    {
        (_categories, _other, _missing) = (categories, other, missing);
        _slots = categories.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i, StringComparer.Ordinal);
        Features = [.. categories.Select(c => $"{column}={c}"), .. other ? [column + " (other)"] : Array.Empty<string>(), .. missing ? [column + " (missing)"] : Array.Empty<string>()];
    }

    public override bool WantsText => true;

    public override IReadOnlyList<string> Features { get; }

    public static CategoryEncoder Fit(TableColumn cells, int[] rows)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        int missing = 0;
        foreach (int row in rows)
            if (cells.Text(row) is { } text) counts[text] = counts.GetValueOrDefault(text) + 1;
            else missing++;
        // A category of one row would let the network learn that row by heart; in large tables ten rows still say little.
        int enough = Math.Clamp(rows.Length / 1000, 2, 10);
        var common = counts.Where(p => p.Value >= enough).OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal)
            .Take(MostCategories).Select(p => p.Key).Order(StringComparer.Ordinal).ToArray();
        return new(cells.Name, common, counts.Count > common.Length, missing > 0);
    }

    public override void Encode(Table table, TableColumn cells, int[] rows, float[] features, int width, int offset, List<Notice> notices)
    {
        int missing = 0, unseen = 0, firstUnseen = -1;
        var unseenTexts = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < rows.Length; i++)
        {
            int slot;
            if (cells.Text(rows[i]) is not { } text)
            {
                missing++;
                slot = _missing ? _categories.Length + (_other ? 1 : 0) : -1;
            }
            else if (!_slots.TryGetValue(text, out slot))
            {
                slot = _other ? _categories.Length : -1;
                unseen++;
                if (firstUnseen < 0) firstUnseen = rows[i];
                unseenTexts.Add(text);
            }
            if (slot >= 0) features[i * width + offset + slot] = 1;
        }
        if (unseen > 0 && !_other)
            notices.Add(Notice.Warning($"'{Column}' has {Fault.Count(unseen, "cell")} with a value not seen in training ({Fault.List(unseenTexts.Order(StringComparer.Ordinal), 3)}; first in line {table.Line(firstUnseen)}); no category is set for {(unseen == 1 ? "it" : "them")}."));
        else if (unseen > 0)
            notices.Add(Notice.Warning($"'{Column}' has {Fault.Count(unseen, "cell")} with a value rare or not seen in training ({Fault.List(unseenTexts.Order(StringComparer.Ordinal), 3)}; first in line {table.Line(firstUnseen)}), taken as 'other'."));
        if (missing > 0 && !_missing)
            notices.Add(Notice.Warning($"'{Column}' has {Fault.Count(missing, "missing cell")}, but had none in training; no category is set for {(missing == 1 ? "it" : "them")}."));
    }

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteString("role", "category");
        StrictJson.WriteTexts(json, "categories", _categories);
        json.WriteBoolean("other", _other);
        json.WriteBoolean("missing", _missing);
    }

    public static CategoryEncoder Read(StrictJson json, string column)
    {
        var categories = json.Texts("categories");
        if (categories.Distinct(StringComparer.Ordinal).Count() < categories.Length) throw json.Wrong("categories", "each category once");
        return new(column, categories, json.Flag("other"), json.Flag("missing"));
    }
}
