namespace Fathom;

/// <summary>A prediction and how sure it is.</summary>
/// <param name="Mean">The mean of the predictions.</param>
/// <param name="StandardDeviation">How far they lie apart: the root of their variance as a sample.</param>
public readonly record struct UncertainPrediction(Tensor Mean, Tensor StandardDeviation);
