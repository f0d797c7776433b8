namespace Fathom;

/// <summary>Reads class labels: numbers by value, words by spelling, a trailing full stop forgiven.</summary>
internal sealed class TargetClasses
{
    private readonly Dictionary<string, int> _byName;

    public TargetClasses(IReadOnlyList<string> names)
    {
        Names = names;
        _byName = names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The classes of a column: numbers by size, words in ordinal order, "yes" and "yes." one class if both occur or all end so.</summary>
    public static TargetClasses Of(TableColumn column)
    {
        if (column.IsNumeric)
        {
            var values = new SortedSet<double>();
            for (int r = 0; r < column.RowCount; r++)
                if (!column.IsMissing(r)) values.Add(column.Number(r));
            return new TargetClasses([.. values.Select(CellText.Of)]);
        }
        var words = column.Words.ToHashSet(StringComparer.Ordinal);
        bool all = words.All(EndsInStop);
        return new TargetClasses([.. words.Select(w => EndsInStop(w) && (all || words.Contains(w[..^1])) ? w[..^1] : w)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The class of a label, or -1; <paramref name="stop"/> tells whether a full stop was forgiven.</summary>
    public int IndexOf(string label, out bool stop)
    {
        stop = false;
        if (_byName.TryGetValue(label, out int index)) return index;
        stop = true;
        if (EndsInStop(label) && _byName.TryGetValue(label[..^1], out index)) return index;
        if (_byName.TryGetValue(label + ".", out index)) return index;
        stop = false;
        return CellText.TryNumber(label, out double v) && _byName.TryGetValue(CellText.Of(v), out index) ? index : -1;
    }

    /// <summary>Classes of some rows, and how many labels lost a full stop.</summary>
    public int[] Read(Table table, TableColumn column, int[] rows, out int stops)
    {
        var labels = new int[rows.Length];
        var known = new Dictionary<string, (int Index, bool Stop)>(StringComparer.Ordinal);
        stops = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            string label = column.Text(rows[i]) ?? throw table.CellFault("the label is missing; leave such rows out.", column, rows[i]);
            if (!known.TryGetValue(label, out var found))
            {
                int index = IndexOf(label, out bool stop);
                if (index < 0)
                    throw table.CellFault($"the label {Fault.Show(label)} is not one of the classes {Fault.List(Names)}.{Nearest.Hint(label, Names)}", column, rows[i]);
                known.Add(label, found = (index, stop));
            }
            labels[i] = found.Index;
            if (found.Stop) stops++;
        }
        return labels;
    }

    private static bool EndsInStop(string word) => word.Length > 1 && word[^1] == '.';
}
