namespace Fathom;

/// <summary>The operations on tensors, as methods and operators of <see cref="Tensor"/>. Each stands in its operation's own file.</summary>
public static partial class TensorOperations
{
}
