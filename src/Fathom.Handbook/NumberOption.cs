using System.Globalization;

namespace Fathom.Handbook;

/// <summary>An option that is one number: a slider.</summary>
public sealed class NumberOption : ExperimentOption<double>
{
    internal NumberOption(string name, string meaning, double standard, double min, double max, bool whole = false)
        : base(name, meaning, standard) => (Min, Max, IsWhole) = (min, max, whole);

    /// <summary>The smallest value.</summary>
    public double Min { get; }

    /// <summary>The largest value.</summary>
    public double Max { get; }

    /// <summary>Whether it is a whole number.</summary>
    public bool IsWhole { get; }

    /// <inheritdoc/>
    public override string DefaultText => Text(Default);

    /// <inheritdoc/>
    public override string Expected => $"a {(IsWhole ? "whole " : "")}number from {Text(Min)} to {Text(Max)}";

    internal static string Text(double value) => value.ToString("0.########", CultureInfo.InvariantCulture);

    internal static bool TryRead(string text, double min, double max, bool whole, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && number >= min && number <= max && (!whole || number == Math.Floor(number));

    internal override bool TryRead(string text, out object value)
    {
        bool fits = TryRead(text, Min, Max, IsWhole, out double number);
        value = number;
        return fits;
    }
}
