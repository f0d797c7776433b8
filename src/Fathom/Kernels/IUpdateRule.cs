using System.Numerics;

namespace Fathom.Kernels;

/// <summary>The mathematics of an optimizer on one vector of elements: reads the gradient, changes the parameter and its state.</summary>
internal interface IUpdateRule
{
    /// <param name="c">The rule's numbers, each in every lane.</param>
    /// <param name="g">The gradient, already clipped and with L2 decay added.</param>
    /// <param name="w">The parameter.</param>
    /// <param name="s0">The first state slot, or zero.</param>
    /// <param name="s1">The second state slot, or zero.</param>
    /// <param name="s2">The third state slot, or zero.</param>
    static abstract void Apply<V, T>(ReadOnlySpan<V> c, V g, ref V w, ref V s0, ref V s1, ref V s2)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
