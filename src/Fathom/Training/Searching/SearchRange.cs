using System.Globalization;

namespace Fathom;

/// <summary>The values that a search may give one setting.</summary>
/// <remarks>Values are texts with four significant digits, so that what is printed, saved and tried is the same number to the last bit.</remarks>
/// <param name="Name">The setting, as <c>lr</c>.</param>
public abstract record SearchRange(string Name)
{
    /// <summary>A value drawn from the range.</summary>
    /// <param name="rng">Where chance comes from.</param>
    public abstract string Sample(Rng rng);

    /// <summary>Values at its ends, or all of them where they are a list: what a search should check before it begins.</summary>
    public abstract IReadOnlyList<string> Ends { get; }

    /// <summary>Numbers between two ends, all equally likely.</summary>
    /// <exception cref="ArgumentException">The ends are not finite, or the first is not below the second.</exception>
    public static SearchRange Uniform(string name, double low, double high) => new NumberRange(name, low, high, isLog: false, isWhole: false);

    /// <summary>Numbers between two ends, all magnitudes equally likely: for rates and decays.</summary>
    /// <exception cref="ArgumentException">The first end is not above 0, or not below the second.</exception>
    public static SearchRange Log(string name, double low, double high) => new NumberRange(name, low, high, isLog: true, isWhole: false);

    /// <summary>Whole numbers from one to another, both included, all equally likely.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="low">The least.</param>
    /// <param name="high">The most.</param>
    /// <param name="isLog">Whether all magnitudes are equally likely instead.</param>
    /// <exception cref="ArgumentException">The least is not below the most, or not above 0 where magnitudes are drawn.</exception>
    public static SearchRange Whole(string name, long low, long high, bool isLog = false) => new NumberRange(name, low, high, isLog, isWhole: true);

    /// <summary>One of some values, all equally likely.</summary>
    /// <exception cref="ArgumentException">There is none, one is empty, or one stands there twice.</exception>
    public static SearchRange Choice(string name, params ReadOnlySpan<string> values) => new ChoiceRange(name, [.. values]);

    private sealed record NumberRange : SearchRange
    {
        private const int Digits = 4;

        private readonly double _low, _high;
        private readonly bool _isLog, _isWhole;

        public NumberRange(string name, double low, double high, bool isLog, bool isWhole)
            : base(name)
        {
            if (!double.IsFinite(low) || !double.IsFinite(high) || low >= high)
                throw new ArgumentException(FormattableString.Invariant($"The range {name} goes from {low} to {high}: the first has to be below the second, for example 0.1 to 0.5."));
            if (isLog && low <= 0)
                throw new ArgumentException(FormattableString.Invariant($"The range {name} goes from {low} to {high} by magnitude, which numbers of 0 and below do not have. Begin above 0, or leave the logarithm out."));
            (_low, _high, _isLog, _isWhole) = (low, high, isLog, isWhole);
        }

        public override IReadOnlyList<string> Ends => [Text(_low), Text(_high)];

        public override string Sample(Rng rng)
        {
            // Whole numbers get equal shares of the line: each the stretch of one around it.
            double share = rng.NextDouble(), widen = _isWhole ? 0.5 : 0;
            double value = _isLog
                ? Math.Exp(Math.Log(_low - widen) + (share * (Math.Log(_high + widen) - Math.Log(_low - widen))))
                : _low - widen + (share * (_high - _low + (2 * widen)));
            return Text(Math.Clamp(_isWhole ? Math.Round(value) : value, _low, _high));
        }

        private string Text(double value) => _isWhole
            ? ((long)value).ToString(CultureInfo.InvariantCulture)
            : value.ToString($"G{Digits}", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
    }

    private sealed record ChoiceRange : SearchRange
    {
        private readonly string[] _values;

        public ChoiceRange(string name, string[] values)
            : base(name)
        {
            if (values.Length == 0 || values.Any(string.IsNullOrWhiteSpace))
                throw new ArgumentException($"The range {name} has {(values.Length == 0 ? "no value" : "an empty value")}; list values to choose from, for example 32, 64 and 128.");
            if (values.Distinct().Count() < values.Length)
                throw new ArgumentException($"The range {name} lists a value twice; list each once.");
            _values = values;
        }

        public override IReadOnlyList<string> Ends => _values;

        public override string Sample(Rng rng) => _values[(int)(rng.NextDouble() * _values.Length)];
    }
}
