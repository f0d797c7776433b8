namespace Fathom;

/// <summary>What an operation does, counted from its shapes: what <see cref="IOp{TSelf}.Cost"/> fills for a profile.</summary>
/// <remarks>
/// Counted are matrix products and what is made of them (convolution, recurrence, attention): a multiplication and its addition are 2. Element-wise
/// work is not: it is bound by memory, and told by its bytes. Attention counts as the full product, causal or not, as in PyTorch's counter.
/// </remarks>
public ref struct Cost
{
    private readonly Node _node;
    private ulong _partly;

    internal Cost(Node node) => _node = node;

    /// <summary>Floating-point operations of the forward pass.</summary>
    public double Forward { get; private set; }

    /// <summary>Floating-point operations of the backward pass, of the gradients that are wanted.</summary>
    public double Backward { get; private set; }

    /// <summary>Bytes of inputs of which only a part is read, beside those that are read as a whole.</summary>
    internal double PartBytes { get; private set; }

    /// <summary>The shape of input <paramref name="i"/>.</summary>
    public readonly ref readonly Shape this[int i] => ref _node.Inputs[i]!.Shape;

    /// <summary>Whether input <paramref name="i"/> is there.</summary>
    public readonly bool Has(int i) => i < _node.InputCount && _node.Inputs[i] is not null;

    /// <summary>The shape of slot <paramref name="slot"/>.</summary>
    public readonly ref readonly Shape YShape(int slot = 0) => ref _node.Slots[slot]!.Shape;

    /// <summary>Whether input <paramref name="i"/> wants a gradient.</summary>
    public readonly bool Wants(int i) => Has(i) && _node.Inputs[i]!.Type.IsFloating() && _node.Inputs[i]!.NeedsGradient;

    /// <summary>Adds a product of two operands: once forward, and once backward for each operand whose gradient is wanted.</summary>
    /// <param name="multiplyAdds">The multiplications of the forward product, each with an addition.</param>
    /// <param name="wantsA">Whether the gradient of the first operand is wanted.</param>
    /// <param name="wantsB">Whether that of the second is.</param>
    public void Product(double multiplyAdds, bool wantsA, bool wantsB)
    {
        Forward += 2 * multiplyAdds;
        Backward += 2 * multiplyAdds * ((wantsA ? 1 : 0) + (wantsB ? 1 : 0));
    }

    /// <summary>Says that only some elements of an input are read, as some rows of a table.</summary>
    /// <param name="i">The input.</param>
    /// <param name="elements">How many are.</param>
    public void ReadsPart(int i, double elements)
    {
        _partly |= 1ul << i;
        PartBytes += elements * _node.Inputs[i]!.Type.Size();
    }

    /// <summary>Whether input <paramref name="i"/> is read in part only.</summary>
    internal readonly bool IsPart(int i) => (_partly >> i & 1) != 0;
}
