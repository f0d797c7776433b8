namespace Fathom;

/// <summary>Rows whose probabilities lie close together, and how often what was said of them came true.</summary>
/// <param name="Low">Probabilities of the bin are above it (or 0, in the first bin).</param>
/// <param name="High">They are at most this.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="Probability">Their mean probability; NaN in an empty bin.</param>
/// <param name="Share">The share of them that was right, by weight; NaN in an empty bin.</param>
public readonly record struct CalibrationBin(double Low, double High, long Rows, double Probability, double Share);
