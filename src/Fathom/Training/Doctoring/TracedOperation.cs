namespace Fathom;

/// <summary>An operation of one training step, with what its numbers showed.</summary>
internal sealed class TracedOperation
{
    /// <summary>The operation's name, as <c>Linear</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The operation with its attributes.</summary>
    public required object Operation { get; init; }

    /// <summary>The layer it belongs to, by path and kind; empty for the loss.</summary>
    public required string Place { get; init; }

    /// <summary>The layer itself.</summary>
    public required Module? Layer { get; init; }

    /// <summary>The operations whose results it reads, in order; null for a leaf or an absent input.</summary>
    public required TracedOperation?[] Inputs { get; init; }

    /// <summary>The tensors it reads that no operation made: parameters, data.</summary>
    public required Cell?[] Leaves { get; init; }

    /// <summary>The shape of its result.</summary>
    public required Shape Shape { get; init; }

    /// <summary>How often another operation of the step reads its result.</summary>
    public int Readers { get; set; }

    /// <summary>Statistics of its result; null where it holds no floating-point numbers.</summary>
    public UnitStatistics? Output { get; init; }

    /// <summary>The 2-norm of the gradient of its result; NaN where none came.</summary>
    public double GradientNorm { get; set; } = double.NaN;

    /// <summary>Whether it is a weighted sum of its input with weights of its own: a linear layer, a convolution.</summary>
    public bool IsProduct => Operation is Ops.Linear or Ops.Conv1d or Ops.Conv2d or Ops.ConvTranspose1d or Ops.ConvTranspose2d && Leaves.Length > 1 && Leaves[1] is not null;

    /// <summary>Whether it normalizes.</summary>
    public bool IsNormalization => Operation is Ops.BatchNorm or Ops.BatchNormInference or Ops.LayerNorm or Ops.RMSNorm or Ops.GroupNorm || Name.Contains("Norm", StringComparison.Ordinal) && Name != nameof(Ops.Norm);

    /// <summary>Whether it is a rectifier, alone or within a normalization.</summary>
    public bool IsRectifier => Operation is Ops.ReLU or Ops.BatchNorm { Rectified: true };

    /// <summary>The range of a squashing operation; null for others.</summary>
    public (double Low, double High)? Bounds => BoundsOf(Operation);

    /// <summary>The ends of what an operation can give; null where it has none.</summary>
    public static (double Low, double High)? BoundsOf(object operation) => operation switch
    {
        Ops.Sigmoid or Ops.HardSigmoid or Ops.Softmax => (0, 1),
        Ops.Tanh or Ops.Softsign => (-1, 1),
        Ops.HardTanh hard => (hard.Min, hard.Max),
        Ops.ReLU or Ops.Softplus or Ops.BatchNorm { Rectified: true } => (0, double.PositiveInfinity),
        Ops.LogSoftmax or Ops.LogSigmoid => (double.NegativeInfinity, 0),
        _ => null,
    };

    /// <summary>What made its first input, passing over what changes no number or only drops some.</summary>
    public TracedOperation? Before(Func<TracedOperation, bool> passes)
    {
        TracedOperation? at = Inputs.Length > 0 ? Inputs[0] : null;
        while (at is not null && passes(at))
            at = at.Inputs.Length > 0 ? at.Inputs[0] : null;
        return at;
    }
}
