namespace Fathom.Handbook;

/// <summary>An option that is a list of numbers between commas.</summary>
public sealed class NumbersOption : ExperimentOption<IReadOnlyList<double>>
{
    internal NumbersOption(string name, string meaning, IReadOnlyList<double> standard, double min, double max, int most, bool whole = false)
        : base(name, meaning, standard) => (Min, Max, Most, IsWhole) = (min, max, most, whole);

    /// <summary>The smallest value.</summary>
    public double Min { get; }

    /// <summary>The largest value.</summary>
    public double Max { get; }

    /// <summary>How many numbers at most.</summary>
    public int Most { get; }

    /// <summary>Whether they are whole numbers.</summary>
    public bool IsWhole { get; }

    /// <inheritdoc/>
    public override string DefaultText => string.Join(',', Default.Select(NumberOption.Text));

    /// <inheritdoc/>
    public override string Expected => $"1 to {Most} {(IsWhole ? "whole " : "")}numbers from {NumberOption.Text(Min)} to {NumberOption.Text(Max)} between commas";

    internal override bool TryRead(string text, out object value)
    {
        var numbers = new List<double>();
        foreach (string part in text.Split(','))
        {
            if (NumberOption.TryRead(part, Min, Max, IsWhole, out double number))
                numbers.Add(number);
            else
                numbers.Add(double.NaN);
        }

        value = (IReadOnlyList<double>)numbers;
        return numbers.Count <= Most && !numbers.Exists(double.IsNaN);
    }
}
