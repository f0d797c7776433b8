namespace Fathom;

/// <summary>What a run keeps of a <see cref="Calibration"/>.</summary>
/// <param name="Of">What the probabilities are of: <c>good</c>, <c>the predicted class</c>.</param>
/// <param name="ExpectedError">The expected calibration error.</param>
/// <param name="MaximumError">The largest error of a bin.</param>
/// <param name="Brier">The Brier score.</param>
/// <param name="Bins">The bins.</param>
public sealed record ReportCalibration(string Of, double ExpectedError, double MaximumError, double Brier, IReadOnlyList<CalibrationBin> Bins);
