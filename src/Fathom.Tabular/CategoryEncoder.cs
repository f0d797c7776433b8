using System.Text.Json;

namespace Fathom;

/// <summary>
/// One slot for each category seen often enough in training (at most 50, the commonest), one for all others where training had some,
/// one for missing cells where training had some. What training never had sets no slot. As codes: one number, 0 for all others, 1 for missing
/// cells, the categories (at most 1,000) from 2 on.
/// </summary>
internal sealed class CategoryEncoder : ColumnEncoder
{
    public const string OneHotRole = "category", CodesRole = "category code";

    private const int MostSlots = 50, MostCodes = 1000;
    private const int MostRare = 1000;

    private readonly string[] _categories;
    private readonly HashSet<string> _rare; // seen in training but without a slot; empty where there were too many to keep
    private readonly bool _other, _missing, _codes;
    private readonly Dictionary<string, int> _slots;

    private CategoryEncoder(string column, string[] categories, IEnumerable<string> rare, bool other, bool missing, bool codes) : base(column)
    {
        (_categories, _rare, _other, _missing, _codes) = (categories, rare.ToHashSet(StringComparer.Ordinal), other, missing, codes);
        _slots = categories.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i, StringComparer.Ordinal);
        Features = codes ? [column] : [.. categories.Select(c => $"{column}={c}"), .. other ? [column + " (other)"] : Array.Empty<string>(), .. missing ? [column + " (missing)"] : Array.Empty<string>()];
    }

    public override bool WantsText => true;

    public override IReadOnlyList<string> Features { get; }

    public override int CodeCount => _codes ? ColumnEmbedding.First + _categories.Length : 0;

    public static CategoryEncoder Fit(TableColumn cells, int[] rows, bool codes)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        int missing = 0;
        foreach (int row in rows)
            if (cells.Text(row) is { } text) counts[text] = counts.GetValueOrDefault(text) + 1;
            else missing++;
        // A category of one row would let the network learn that row by heart; in large tables ten rows still say little.
        int enough = Math.Clamp(rows.Length / 1000, 2, 10);
        var common = counts.Where(p => p.Value >= enough).OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal)
            .Take(codes ? MostCodes : MostSlots).Select(p => p.Key).Order(StringComparer.Ordinal).ToArray();
        var rare = counts.Keys.Except(common).ToArray();
        return new(cells.Name, common, rare.Length <= MostRare ? rare : [], rare.Length > 0, missing > 0, codes);
    }

    public override void Encode(Table table, TableColumn cells, int[] rows, float[] features, int width, int offset, List<Notice> notices)
    {
        int missing = 0, unseen = 0, firstUnseen = -1;
        var texts = new HashSet<string>(StringComparer.Ordinal);
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
                bool rare = _other && (_rare.Count == 0 || _rare.Contains(text));
                if (!rare && texts.Count < MostRare) texts.Add(text);
                if (!rare && unseen++ == 0) firstUnseen = rows[i];
            }
            if (_codes) features[i * width + offset] = Code(cells.Text(rows[i]));
            else if (slot >= 0) features[i * width + offset + slot] = 1;
        }
        if (unseen > 0)
            notices.Add(Notice.Warning($"'{Column}' has {Fault.Count(unseen, "cell")} with a value not seen in training ({Fault.List(texts.Order(StringComparer.Ordinal), 3)}; first in line {table.Line(firstUnseen)}), "
                + (_codes ? "taken as unknown." : _other ? "taken as 'other'." : "for which no category is set.")));
        if (missing > 0 && !_missing)
            notices.Add(Notice.Warning($"'{Column}' has {Fault.Count(missing, "missing cell")}, but had none in training; no category is {(_codes ? "learned" : "set")} for {(missing == 1 ? "it" : "them")}."));
    }

    private float Code(string? text) => text is null ? ColumnEmbedding.Missing : _slots.TryGetValue(text, out int slot) ? ColumnEmbedding.First + slot : ColumnEmbedding.Unknown;

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteString("role", _codes ? CodesRole : OneHotRole);
        StrictJson.WriteTexts(json, "categories", _categories);
        StrictJson.WriteTexts(json, "rare", _rare.Order(StringComparer.Ordinal));
        json.WriteBoolean("other", _other);
        json.WriteBoolean("missing", _missing);
    }

    public static CategoryEncoder Read(StrictJson json, string column, bool codes)
    {
        var categories = json.Texts("categories");
        var rare = json.Texts("rare");
        bool other = json.Flag("other");
        if (categories.Concat(rare).Distinct(StringComparer.Ordinal).Count() < categories.Length + rare.Length) throw json.Wrong("categories", "each category once");
        if (rare.Length > 0 && !other) throw json.Wrong("rare", "none where \"other\" is false");
        return new(column, categories, rare, other, json.Flag("missing"), codes);
    }
}
