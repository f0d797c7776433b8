using System.Globalization;

namespace Fathom;

/// <summary>What <see cref="GradientCheck"/> found: whether backward and central differences agree, and the element where they agree least.</summary>
/// <param name="Passed">Whether every checked element agrees within the tolerance.</param>
/// <param name="Checked">The number of elements checked.</param>
/// <param name="Input">The input of the worst element.</param>
/// <param name="Element">The worst element, in row-major order.</param>
/// <param name="Analytic">What backward gave for it.</param>
/// <param name="Numeric">What central differences gave for it.</param>
/// <param name="RelativeError">|analytic − numeric| / max(|analytic|, |numeric|).</param>
/// <param name="Tolerance">The relative error that was allowed.</param>
/// <param name="OfAllowed">|analytic − numeric| in units of what is allowed: the tolerance, or rounding where that is larger. Above 1 the element is wrong.</param>
/// <param name="Kinks">Of the elements checked, those at kinks: they have no derivative to compare with, and are not judged.</param>
public sealed record GradientCheckResult(
    bool Passed, int Checked, int Input, int Element, double Analytic, double Numeric, double RelativeError, double Tolerance, double OfAllowed, int Kinks = 0)
{
    /// <summary>The result as a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Passed ? "The gradient is right" : "The gradient is wrong")}: of {Checked} elements the worst is element {Element} of input {Input}, where {Comparison}.{(Kinks == 0 ? "" : $" {Kinks} stand at kinks, where there is no derivative, and are not judged.")}");

    /// <summary>What was compared, as part of a sentence.</summary>
    internal string Comparison => string.Create(
        CultureInfo.InvariantCulture,
        $"backward gives {Analytic:G9} and central differences give {Numeric:G9} ({(Passed && RelativeError > Tolerance ? "within rounding" : $"relative error {RelativeError:0.0e0}, allowed {Tolerance:0.##e0}")})");
}
