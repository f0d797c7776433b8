using System.Numerics;

namespace Fathom.Kernels;

/// <summary>The few vector operations of the matrix product, on the framework's own vector types.</summary>
/// <remarks>Beside <see cref="IVec{V, T}"/> because the inner loop counts instructions: the multiply-add takes its sum by reference, so that
/// the compiler sees source and target to be one register, and fewer wrappers are fewer temporaries to compile (see <see cref="MatMulTile"/>).</remarks>
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
