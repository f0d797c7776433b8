using O = Fathom.Ops;
using static Fathom.Tests.Ops.Input;

namespace Fathom.Tests.Ops.Samples;

public sealed class ReductionSamples : ISamples
{
    public IEnumerable<Sample> All =>
    [
        .. Of(typeof(O.Sum), (x, axes, keep) => x.Sum(axes, keep)),
        .. Of(typeof(O.Mean), (x, axes, keep) => x.Mean(axes, keep)),
        .. Of(typeof(O.Var), (x, axes, keep) => x.Var(axes, keep)),
        .. Of(typeof(O.Std), (x, axes, keep) => x.Std(axes, keep, correction: 0)),
        .. Of(typeof(O.Max), (x, axes, keep) => x.Max(axes, keep)),
        .. Of(typeof(O.Min), (x, axes, keep) => x.Min(axes, keep)),
        .. Of(typeof(O.Prod), (x, axes, keep) => x.Prod(axes, keep)),
        .. Of(typeof(O.LogSumExp), (x, axes, keep) => x.LogSumExp(axes, keep)),
        .. Of(typeof(O.Norm), (x, axes, keep) => x.Norm(axes, keep)),
        new(typeof(O.Norm), x => x[0].Norm(p: 3, axes: 1), Between(0.2, 2, 3, 5)) { Variant = "p = 3" },
        new(typeof(O.Softmax), x => x[0].Softmax(), Between(-3, 3, 3, 5)),
        new(typeof(O.Softmax), x => x[0].Softmax(1), Between(-3, 3, 2, 5, 3)) { Variant = "middle" },
        new(typeof(O.LogSoftmax), x => x[0].LogSoftmax(), Between(-3, 3, 3, 5)),
        new(typeof(O.LogSoftmax), x => x[0].LogSoftmax(0), Between(-3, 3, 4, 17)) { Variant = "first" },
        new(typeof(O.CumSum), x => x[0].CumSum(1), Between(-2, 2, 2, 5, 3)),
        new(typeof(O.CumSum), x => x[0].CumSum(-1), Between(-2, 2, 6)) { Variant = "vector", Refused = x => x[0].CumSum(1) },
    ];

    private static IEnumerable<Sample> Of(Type op, Func<Tensor, Axes, bool, Tensor> call)
    {
        Input input = Between(0.3, 1.7, 2, 5, 3);
        yield return new(op, x => call(x[0], Axes.All, false), input) { Variant = "all" };
        yield return new(op, x => call(x[0], 0, false), input) { Variant = "first", Refused = x => call(x[0], 3, false) };
        yield return new(op, x => call(x[0], -1, true), input) { Variant = "last", Refused = x => call(x[0], [1, -2], false) };
        yield return new(op, x => call(x[0], [0, 2], false), input) { Variant = "scattered" };
        yield return new(op, x => call(x[0], [1, 2], true), Between(0.8, 1.2, 2, 5, 17)) { Variant = "rows" };
        yield return new(op, x => call(x[0], 0, true), Between(0.8, 1.2, 9, 20)) { Variant = "columns" };
    }
}
