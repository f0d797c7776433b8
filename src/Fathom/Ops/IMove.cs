using System.Numerics;

namespace Fathom.Ops;

/// <summary>Moves elements without looking at them, so that it serves tensors of every type.</summary>
internal interface IMove
{
    /// <summary>Writes every element of <paramref name="y"/> from <paramref name="x"/>.</summary>
    void Move<U>(ReadOnlySpan<U> x, Span<U> y)
        where U : unmanaged;
}

/// <summary>Runs a move on whatever type input 0 has.</summary>
internal static class Moves
{
    /// <summary>y = move(x).</summary>
    public static void Run<M, T>(M move, in Forward<T> f)
        where M : struct, IMove, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (f.Type(0))
        {
            case DType.Float32: move.Move(f.X<float>(0), f.Y<float>()); break;
            case DType.Float64: move.Move(f.X<double>(0), f.Y<double>()); break;
            case DType.Int64: move.Move(f.X<long>(0), f.Y<long>()); break;
            default: move.Move(f.X<bool>(0), f.Y<bool>()); break;
        }
    }
}
