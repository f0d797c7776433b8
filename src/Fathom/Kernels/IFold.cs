using System.Numerics;

namespace Fathom.Kernels;

/// <summary>A reduction: join(f(x₀, p), f(x₁, p), …), where p is one number of each result (a mean, a maximum).</summary>
internal interface IFold
{
    /// <summary>What joins with anything without changing it.</summary>
    static abstract double Identity { get; }

    /// <summary>Whether joining is adding.</summary>
    static abstract bool Adds { get; }

    /// <summary>The formula of one element.</summary>
    V At<V, T>(V x, V p)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Joins two partial results.</summary>
    V Join<V, T>(V a, V b)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Σ x.</summary>
internal readonly struct SumFold : IFold
{
    public static double Identity => 0;

    public static bool Adds => true;

    V IFold.At<V, T>(V x, V p) => x;

    V IFold.Join<V, T>(V a, V b) => a + b;
}

/// <summary>Σ x².</summary>
internal readonly struct SquareFold : IFold
{
    public static double Identity => 0;

    public static bool Adds => true;

    V IFold.At<V, T>(V x, V p) => x * x;

    V IFold.Join<V, T>(V a, V b) => a + b;
}

/// <summary>Σ (x − p)²: squared deviations from a mean.</summary>
internal readonly struct DeviationFold : IFold
{
    public static double Identity => 0;

    public static bool Adds => true;

    V IFold.At<V, T>(V x, V p) => (x - p) * (x - p);

    V IFold.Join<V, T>(V a, V b) => a + b;
}

/// <summary>Σ e^(x − p): the sum of a softmax below its maximum.</summary>
internal readonly struct ExpFold : IFold
{
    public static double Identity => 0;

    public static bool Adds => true;

    V IFold.At<V, T>(V x, V p) => V.Exp(x - p);

    V IFold.Join<V, T>(V a, V b) => a + b;
}

/// <summary>max x; NaN when any x is.</summary>
internal readonly struct MaxFold : IFold
{
    public static double Identity => double.NegativeInfinity;

    public static bool Adds => false;

    V IFold.At<V, T>(V x, V p) => x;

    V IFold.Join<V, T>(V a, V b) => V.Max(a, b);
}

/// <summary>min x; NaN when any x is.</summary>
internal readonly struct MinFold : IFold
{
    public static double Identity => double.PositiveInfinity;

    public static bool Adds => false;

    V IFold.At<V, T>(V x, V p) => x;

    V IFold.Join<V, T>(V a, V b) => V.Min(a, b);
}

/// <summary>Π x.</summary>
internal readonly struct ProductFold : IFold
{
    public static double Identity => 1;

    public static bool Adds => false;

    V IFold.At<V, T>(V x, V p) => x;

    V IFold.Join<V, T>(V a, V b) => a * b;
}
