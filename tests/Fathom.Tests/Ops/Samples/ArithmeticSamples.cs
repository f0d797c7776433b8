using O = Fathom.Ops;
using static Fathom.Tests.Ops.Input;

namespace Fathom.Tests.Ops.Samples;

public sealed class ArithmeticSamples : ISamples
{
    public IEnumerable<Sample> All =>
    [
        .. Broadcast(typeof(O.Add), x => x[0] + x[1]),
        .. Broadcast(typeof(O.Subtract), x => x[0] - x[1]),
        .. Broadcast(typeof(O.Multiply), x => x[0] * x[1]),
        .. Broadcast(typeof(O.Divide), x => x[0] / x[1], 0.5),
        .. Broadcast(typeof(O.Maximum), x => x[0].Maximum(x[1])),
        .. Broadcast(typeof(O.Minimum), x => x[0].Minimum(x[1])),
        new(typeof(O.Multiply), x => x[0] * x[0], Between(-2, 2, 5)) { Variant = "by itself", IsElementwise = true },
        new(typeof(O.Affine), x => -((3 - (x[0] * 2.5)) / 4) + 1, Between(-2, 2, 5)) { IsElementwise = true },
        new(typeof(O.Divide), x => 2 / x[0], Between(0.5, 2, 5)) { Variant = "number by tensor", IsElementwise = true },
        new(typeof(O.To), x => new O.To(x[0].Type).Run(x[0]), Between(-2, 2, 5)) { IsElementwise = true },
    ];

    private static IEnumerable<Sample> Broadcast(Type op, Func<Tensor[], Tensor> call, double low = -2)
    {
        yield return new(op, call, Between(-2, 2, 7), Between(low, 2, 7)) { IsElementwise = true };
        yield return new(op, call, Between(-2, 2, 3, 5), Between(low, 2, 5)) { Variant = "row" };
        yield return new(op, call, Between(-2, 2, 3, 1), Between(low, 2, 3, 5)) { Variant = "column" };
        yield return new(op, call, Between(-2, 2, 2, 1, 4), Between(low, 2, 3, 1)) { Variant = "outer" };
        yield return new(op, call, Between(-2, 2, 4, 17), Between(low, 2)) { Variant = "scalar", Refused = x => call([x[0], Tensor.Zeros([3, 2, 5], DType.Float64)]) };
    }
}
