using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>The few vector operations of the matrix product, on the framework's own vector types.</summary>
/// <remarks>Why not <see cref="IVec{V, T}"/>: around a wrapped vector the compiler does not see that a multiply-add's sum and target are one
/// variable, and adds a register move to each. The matrix product's inner loop is bound by instructions: it then ran a third slower.</remarks>
internal unsafe interface ILanes<V, T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract int Count { get; }
    static abstract V Load(T* source);
    static abstract void Store(V value, T* target);
    static abstract V Broadcast(T value);
    static abstract V Add(V a, V b);

    /// <summary>sum += a·b, rounded once where the processor has an instruction for it, else twice; never emulated.</summary>
    static abstract void MultiplyAdd(V a, V b, ref V sum);

    /// <summary>The sum of the lanes in a fixed order.</summary>
    static abstract T Sum(V a);
}
