using static System.FormattableString;

namespace Fathom;

/// <summary>Rows that occur more than once, where that is no chance.</summary>
internal sealed class DuplicateRows : DataRule
{
    private const double Much = 0.02;

    public override string Id => "duplicate-rows";

    public override string Title => "duplicated rows";

    public override string Why => "Copies count as often as they occur, and a split puts some on both sides: the score then measures memory.";

    public override string Effect => "A lower score that can be believed.";

    public override string Page => "K3";

    public override int Order => 50;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        if (!data.EqualRowsAreCopies)
            yield break;
        ulong[] keys = data.Sample.Keys;
        int copies = keys.Length - new HashSet<ulong>(keys).Count;
        if (copies < 3 || copies < Much * keys.Length)
            yield break;
        var seen = new Dictionary<ulong, int>();
        int second = Array.FindIndex(keys, key => !seen.TryAdd(key, seen.Count));
        int first = Array.IndexOf(keys, keys[second]);
        int[]? rows = data.Sample.KeysOfAll ? null : data.Sample.Rows;
        yield return Found(
            "Rows occur more than once.",
            Invariant($"{copies:N0} of {keys.Length:N0} rows ({100.0 * copies / keys.Length:0.#} %) repeat the inputs of an earlier one; the first pair is row {rows?[first] ?? first} and row {rows?[second] ?? second}{(rows is null ? "" : data.Sample.Words)}."),
            "Drop copies before splitting; where they are real repetitions, split by what they belong to, so that all of one group are on one side.");
    }
}
