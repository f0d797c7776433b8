namespace Fathom;

/// <summary>Some rows of a <see cref="Dataset"/>: what one training step sees. Comes apart as <c>var (x, y) = batch;</c>.</summary>
public readonly struct Batch
{
    internal Batch(Tensor x, Tensor y)
    {
        X = x;
        Y = y;
    }

    /// <summary>The inputs, (rows, …).</summary>
    public Tensor X { get; }

    /// <summary>Their labels or targets: (rows,) of Int64 classes, or (rows, outputs) of numbers.</summary>
    public Tensor Y { get; }

    /// <summary>The number of rows; the last batch may have fewer than the others.</summary>
    public int Count => X.Shape[0];

    /// <summary>Takes the batch apart.</summary>
    public void Deconstruct(out Tensor x, out Tensor y)
    {
        x = X;
        y = Y;
    }
}
