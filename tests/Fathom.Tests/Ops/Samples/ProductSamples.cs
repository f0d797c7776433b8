using O = Fathom.Ops;
using static Fathom.Tests.Ops.Input;

namespace Fathom.Tests.Ops.Samples;

public sealed class ProductSamples : ISamples
{
    public IEnumerable<Sample> All =>
    [
        Product("matrices", [3, 4], [4, 2]),
        Product("vectors", [4], [4]),
        Product("matrix and vector", [3, 4], [4]),
        Product("vector and batch", [4], [2, 4, 3]),
        Product("batch", [2, 3, 4], [2, 4, 5]),
        Product("shared right", [2, 3, 4], [4, 5]),
        Product("shared left", [3, 4], [2, 4, 5]),
        Product("crossed batches", [2, 1, 3, 4], [3, 4, 2]),
        Product("left transposed", [2, 4, 3], [2, 4, 5], transposeA: true),
        Product("left transposed, shared right", [2, 4, 3], [4, 5], transposeA: true),
        Product("right transposed", [2, 3, 4], [5, 4], transposeB: true),
        Product("both transposed, crossed batches", [2, 1, 4, 3], [3, 2, 4], transposeA: true, transposeB: true),
        new(typeof(O.Linear), x => x[0].Linear(x[1], x[2]), Between(-2, 2, 5, 4), Between(-2, 2, 3, 4), Between(-2, 2, 3)) { Refused = x => x[0].Linear(x[1].Transpose(), x[2]) },
        new(typeof(O.Linear), x => x[0].Linear(x[1]), Between(-2, 2, 2, 3, 4), Between(-2, 2, 3, 4)) { Variant = "without bias" },
        new(typeof(O.Linear), x => x[0].Linear(x[1], x[2]), Between(-2, 2, 4), Between(-2, 2, 3, 4), Between(-2, 2, 3)) { Variant = "vector", Refused = x => x[0].Linear(x[1], x[0]) },
        new(typeof(O.LayerNorm), x => x[0].LayerNorm(x[1], x[2]), Between(-2, 2, 3, 2, 5), Between(-2, 2, 5), Between(-2, 2, 5)) { Refused = x => x[0].LayerNorm(x[1], x[0]) },
        new(typeof(O.LayerNorm), x => x[0].LayerNorm(x[1], axes: 2), Between(-2, 2, 3, 2, 5), Between(-2, 2, 2, 5)) { Variant = "two axes, without bias" },
        new(typeof(O.LayerNorm), x => x[0].LayerNorm(bias: x[1]), Between(-2, 2, 4, 18), Between(-2, 2, 18)) { Variant = "without weight" },
        new(typeof(O.LayerNorm), x => x[0].LayerNorm(), Between(-2, 2, 6)) { Variant = "bare", Refused = x => x[0].LayerNorm(axes: 2) },
        Einsum("bij,bjk->bik", [2, 3, 4], [2, 4, 2]),
        Einsum("ij,kj->ki", [3, 4], [2, 4]),
        Einsum("...i,ij->...j", [2, 3, 4], [4, 5]),
        Einsum("ii,ij->j", [3, 3], [3, 2]),
        Einsum("i,j->ij", [3], [4]),
        Einsum("ijk,ijk->", [2, 3, 2], [2, 3, 2]),
        Einsum("ab...,b...->...a", [2, 3, 4], [3, 1]),
    ];

    private static Sample Product(string variant, int[] a, int[] b, bool transposeA = false, bool transposeB = false) =>
        new(typeof(O.MatMul), x => x[0].MatMul(x[1], transposeA, transposeB), Between(-2, 2, a), Between(-2, 2, b))
        {
            Variant = variant,
            Refused = x => x[0].MatMul(Tensor.Zeros([7, 7], DType.Float64), transposeA, transposeB),
        };

    private static Sample Einsum(string equation, int[] a, int[] b) =>
        new(typeof(O.MatMul), x => Tensor.Einsum(equation, x[0], x[1]), Between(-2, 2, a), Between(-2, 2, b)) { Variant = "by einsum " + equation };
}
