namespace Fathom.Ops;

/// <summary>A pooling that writes nothing but its results: y, row after row, from x.</summary>
/// <param name="rows">How many rows.</param>
/// <param name="x">The input.</param>
/// <param name="y">The results.</param>
internal unsafe delegate void InferencePool(int rows, float* x, float* y);
