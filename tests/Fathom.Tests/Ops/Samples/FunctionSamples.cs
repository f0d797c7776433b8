using O = Fathom.Ops;
using static Fathom.Tests.Ops.Input;

namespace Fathom.Tests.Ops.Samples;

public sealed class FunctionSamples : ISamples
{
    public IEnumerable<Sample> All =>
    [
        Of(typeof(O.Exp), x => x.Exp(), Between(-3, 3, 7)),
        Of(typeof(O.Log), x => x.Log(), Between(0.1, 3, 7)),
        Of(typeof(O.Sqrt), x => x.Sqrt(), Between(0.1, 3, 7)),
        Of(typeof(O.Rsqrt), x => x.Rsqrt(), Between(0.1, 3, 7)),
        Of(typeof(O.Abs), x => x.Abs(), Away([0], 7)),
        Of(typeof(O.Sin), x => x.Sin(), Between(-4, 4, 7)),
        Of(typeof(O.Cos), x => x.Cos(), Between(-4, 4, 7)),
        Of(typeof(O.Erf), x => x.Erf(), Between(-2, 2, 7)),
        Of(typeof(O.Log1p), x => x.Log1p(), Between(-0.8, 3, 7)),
        Of(typeof(O.Expm1), x => x.Expm1(), Between(-2, 2, 7)),
        Of(typeof(O.Clamp), x => x.Clamp(-0.5, 0.7), Away([-0.5, 0.7], 7)),
        Of(typeof(O.Pow), x => x.Pow(3), Between(-2, 2, 7), "3"),
        Of(typeof(O.Pow), x => x.Pow(-2), Between(0.5, 2, 7), "-2"),
        Of(typeof(O.Pow), x => x.Pow(1.7), Between(0.2, 2, 7), "1.7"),
        Of(typeof(O.ReLU), x => x.ReLU(), Away([0], 7)),
        Of(typeof(O.LeakyReLU), x => x.LeakyReLU(0.1), Away([0], 7)),
        Of(typeof(O.ELU), x => x.ELU(1.3), Away([0], 7)),
        Of(typeof(O.ELU), x => x.SELU(), Away([0], 7), "SELU"),
        Of(typeof(O.Sigmoid), x => x.Sigmoid(), Between(-4, 4, 7)),
        Of(typeof(O.Tanh), x => x.Tanh(), Between(-2, 2, 7)),
        Of(typeof(O.GELU), x => x.GELU(), Between(-3, 3, 7)),
        Of(typeof(O.GELUTanh), x => x.GELUTanh(), Between(-3, 3, 7)),
        Of(typeof(O.SiLU), x => x.SiLU(), Between(-3, 3, 7)),
        Of(typeof(O.Softplus), x => x.Softplus(1.5), Between(-3, 3, 7)),
        Of(typeof(O.Softplus), x => x.Softplus(1.5, 2), Between(-3, 3, 7), "with a threshold"),
        Of(typeof(O.ELU), x => x.CELU(0.7), Away([0], 7), "CELU"),
        Of(typeof(O.Heaviside), x => x.Heaviside(1), Away([0], 7)),
        new(typeof(O.Softmax), x => x[0].Softmax(0, 0.5), Between(-2, 2, 3, 4)) { Variant = "with a temperature" },
        Of(typeof(O.LogSigmoid), x => x.LogSigmoid(), Between(-3, 3, 7)),
        Of(typeof(O.Mish), x => x.Mish(), Between(-3, 3, 7)),
        Of(typeof(O.HardSigmoid), x => x.HardSigmoid(), Between(-2.9, 2.9, 7)),
        Of(typeof(O.HardSwish), x => x.HardSwish(), Between(-2.9, 2.9, 7)),
        Of(typeof(O.HardTanh), x => x.HardTanh(-0.8, 0.8), Away([-0.8, 0.8], 7)),
        Of(typeof(O.Softsign), x => x.Softsign(), Between(-3, 3, 7)),
        new(typeof(O.Dropout), x => new O.Dropout(0.4, 1, 2, 3).Run(x[0]), Between(-2, 2, 40)) { HidesNaN = null },
        new(typeof(O.Dropout), x => new O.Dropout(0.4, 1, 2, 3).Run(x[0]), Between(-2, 2, 3, 50)) { Variant = "matrix" },
        new(typeof(O.ReLU), x => x[0].PReLU(x[1]), Away([0], 4, 3), Between(0.1, 0.9, 3)) { Variant = "PReLU" },
        new(typeof(O.Slice), x => x[0].GLU(1), Between(-2, 2, 3, 6)) { Variant = "GLU", Refused = x => x[0].Transpose().GLU(1) },
    ];

    private static Sample Of(Type op, Func<Tensor, Tensor> call, Input input, string variant = "") =>
        new(op, x => call(x[0]), input) { Variant = variant, IsElementwise = true };
}
