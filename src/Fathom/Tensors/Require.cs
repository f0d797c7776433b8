using System.Globalization;

namespace Fathom;

/// <summary>Checks of constructor arguments, each with the one sentence that says what, got and expected.</summary>
internal static class Require
{
    public static int Positive(int value, string name) => value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} is {value}; expected a whole number of at least 1.");

    public static int NotNegative(int value, string name) => value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} is {value}; expected a whole number of at least 0.");

    public static double Probability(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} is {value.ToString(CultureInfo.InvariantCulture)}; expected at least 0 and less than 1.");

    public static double NotNegativeNumber(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value.ToString(CultureInfo.InvariantCulture)}; expected a finite number of at least 0.");

    public static double PositiveNumber(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} is {value.ToString(CultureInfo.InvariantCulture)}; expected a finite number above 0.");
}
