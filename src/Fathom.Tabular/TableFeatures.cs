namespace Fathom;

/// <summary>A table as the network takes it.</summary>
/// <param name="Values">Row-major numbers, <paramref name="Rows"/> × <paramref name="Columns"/>.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Features of each row.</param>
/// <param name="Notices">What was noticed: values never seen in training, missing cells where there were none, extra columns.</param>
public sealed record TableFeatures(float[] Values, int Rows, int Columns, IReadOnlyList<Notice> Notices);
