using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>A formula of one number, y = f(a), written once for every vector width.</summary>
internal interface IMap1
{
    V At<V, T>(V a)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A formula of two numbers, y = f(a, b): a binary operation, or the gradient of a unary one from (x or y, dy).</summary>
internal interface IMap2
{
    V At<V, T>(V a, V b)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A formula of three numbers, y = f(a, b, c).</summary>
internal interface IMap3
{
    V At<V, T>(V a, V b, V c)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>What the one loop of <see cref="Elementwise"/> runs: a formula of up to three numbers that says how many it reads.</summary>
internal interface IMap
{
    static abstract int Inputs { get; }

    V At<V, T>(V a, V b, V c)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A formula of one number as the loop wants it.</summary>
internal readonly struct Reads1<M>(M map) : IMap
    where M : struct, IMap1
{
    private readonly M _map = map;

    public static int Inputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V, T>(V a, V b, V c)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => _map.At<V, T>(a);
}

/// <summary>A formula of two numbers as the loop wants it.</summary>
internal readonly struct Reads2<M>(M map) : IMap
    where M : struct, IMap2
{
    private readonly M _map = map;

    public static int Inputs => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V, T>(V a, V b, V c)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => _map.At<V, T>(a, b);
}

/// <summary>A formula of three numbers as the loop wants it.</summary>
internal readonly struct Reads3<M>(M map) : IMap
    where M : struct, IMap3
{
    private readonly M _map = map;

    public static int Inputs => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V, T>(V a, V b, V c)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => _map.At<V, T>(a, b, c);
}
