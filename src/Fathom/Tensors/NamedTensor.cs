namespace Fathom;

/// <summary>A tensor with its path in a model, as weight files name it: <c>encoder.0.weight</c>.</summary>
/// <param name="Name">The path, parts joined by full stops.</param>
/// <param name="Tensor">The tensor itself, shared with its module.</param>
public readonly record struct NamedTensor(string Name, Tensor Tensor)
{
    /// <summary>Name, type and shape.</summary>
    public override string ToString() => $"{Name} {Tensor.Type} {Tensor.Shape}";
}
