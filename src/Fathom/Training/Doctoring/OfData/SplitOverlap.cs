using static System.FormattableString;

namespace Fathom;

/// <summary>Rows of training that are in validation or test as well.</summary>
internal sealed class SplitOverlap : DataRule
{
    private const int Few = 2;
    private const double Much = 0.02;
    private const double Most = 0.2;

    public override string Id => "split-overlap";

    public override string Title => "rows on both sides of a split";

    public override string Why => "What was learned by heart is answered right: the score of such rows says nothing about new ones, and early stopping stops too late.";

    public override string Effect => "A score that holds for new rows.";

    public override string Page => "K3";

    public override int Order => 18;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        if (!data.EqualRowsAreCopies)
            yield break;
        foreach ((DataSample? held, string name) in new[] { (data.ValidationSample, "validation"), (data.TestSample, "test") })
        {
            if (held is null || held.Columns != data.Sample.Columns)
                continue;
            var known = new HashSet<ulong>(data.Sample.Keys);
            int both = held.Keys.Count(known.Contains);
            if (both <= Few || both < Much * held.Keys.Length)
                continue;
            int first = Array.FindIndex(held.Keys, known.Contains);
            yield return Found(
                $"Rows of the {name} part are in training as well.",
                Invariant($"{both:N0} of {held.Keys.Length:N0} rows ({100.0 * both / held.Keys.Length:0.#} %); row {(held.KeysOfAll ? first : held.Rows[first])} of the {name} part is row {Array.IndexOf(data.Sample.Keys, held.Keys[first])} of training."),
                "Drop copies, then split; keep rows that belong together (a person, a day, a picture and its crops) on one side.",
                name,
                both >= Most * held.Keys.Length ? FindingWeight.Error : null);
        }
    }
}
