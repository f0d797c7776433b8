using System.Numerics;

namespace Fathom;

/// <summary>
/// A differentiable operation: a stateless value whose fields are its attributes. Its whole story stands in one file: shapes in
/// <see cref="Plan"/>, mathematics in <see cref="Forward"/>, its derivative in <see cref="Backward"/>.
/// </summary>
/// <typeparam name="TSelf">The operation itself.</typeparam>
/// <remarks>
/// Generic over the number type, so that the gradient check runs the very same code in double. An operation writes its results and never an
/// input. Run one with <see cref="Operation.Run{TOp}(TOp, ReadOnlySpan{Tensor})"/>.
/// </remarks>
public interface IOp<TSelf>
    where TSelf : struct, IOp<TSelf>
{
    /// <summary>Whose values backward reads: the memory of all others can serve again before the step is over. Everything, where an operation does not say.</summary>
    /// <remarks>Checked: a backward that reads more than it says throws.</remarks>
    static virtual BackwardReads Reads => BackwardReads.All;

    /// <summary>States the shapes and types of results and kept values, or throws a <see cref="ShapeException"/>.</summary>
    void Plan(ref Plan p);

    /// <summary>Computes: writes every element of every slot that <see cref="Plan"/> declared.</summary>
    void Forward<T>(in Forward<T> f)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Adds each input's gradient to what <c>b.DX(i)</c> gives, for the inputs that <c>b.Wants(i)</c>.</summary>
    void Backward<T>(in Backward<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Counts the matrix products that it is made of, for profiles; without any there is nothing to state.</summary>
    void Cost(ref Cost cost)
    {
    }
}
