using O = Fathom.Ops;
using static Fathom.Tests.Ops.Input;

namespace Fathom.Tests.Ops.Samples;

public sealed class NormalizationSamples : ISamples
{
    public IEnumerable<Sample> All =>
    [
        Batch("of rows", [6, 3]),
        Batch("of sequences", [3, 4, 5]),
        Batch("of images", [2, 3, 2, 4]),
        Batch("of many channels", [7, 37]),
        Batch("of long channels", [2, 3, 10, 7]),
        Rectified("rectified rows", [6, 3]),
        Rectified("rectified images", [3, 2, 5, 7]),
        Shortcut("shortcut in rows", [6, 3]),
        Shortcut("shortcut in images", [3, 2, 5, 7]),
        new(typeof(O.BatchNorm), x => x[0].BatchNorm(), Between(-2, 2, 5, 4)) { Variant = "bare", Refused = x => x[0].Reshape(1, 20).BatchNorm() },
        new(typeof(O.BatchNorm), x => x[0].BatchNorm(bias: x[1], eps: 0.1), Between(-2, 2, 5, 4, 2), Between(-2, 2, 4)) { Variant = "without weight", Refused = x => x[1].BatchNorm() },
        Inference("of rows", [6, 3]),
        Inference("of images", [2, 3, 2, 4]),
        Inference("of long channels", [2, 3, 67]),
        new(typeof(O.BatchNormInference), x => x[0].BatchNormInference(x[1], x[2]), Between(-2, 2, 5, 4), Between(0.5, 2, 4), Between(0.5, 2, 4)) { Variant = "bare", Refused = x => x[0].BatchNormInference(x[1], x[0]) },
        Group("of rows", 2, [5, 6]),
        Group("of images", 3, [2, 6, 2, 4]),
        Group("one", 1, [3, 4, 5]),
        Group("of long channels", 2, [2, 4, 65]),
        Group("of one channel each", 4, [3, 4, 5]),
        new(typeof(O.GroupNorm), x => x[0].GroupNorm(2), Between(-2, 2, 5, 6)) { Variant = "bare", Refused = x => x[0].GroupNorm(6) },
        new(typeof(O.GroupNorm), x => x[0].InstanceNorm(x[1]), Between(-2, 2, 2, 4, 3), Between(-2, 2, 4)) { Variant = "as instance norm", Refused = x => x[1].InstanceNorm() },
        new(typeof(O.RMSNorm), x => x[0].RMSNorm(x[1]), Between(-2, 2, 3, 2, 5), Between(-2, 2, 5)) { Refused = x => x[0].RMSNorm(x[0]) },
        new(typeof(O.RMSNorm), x => x[0].RMSNorm(x[1], axes: 2, eps: 0.1), Between(-2, 2, 3, 2, 5), Between(-2, 2, 2, 5)) { Variant = "two axes" },
        new(typeof(O.RMSNorm), x => x[0].RMSNorm(), Between(-2, 2, 6)) { Variant = "bare", Refused = x => x[0].RMSNorm(axes: 2) },
        Weight("by output", [3, 1], 0, [3, 4]),
        Weight("by the last axis", [1, 1, 2], -1, [3, 4, 2]),
        Weight("in all", [], null, [3, 4]),
        new(typeof(O.Linear), x => x[0].Bilinear(x[1], x[2], x[3]), Between(-2, 2, 5, 3), Between(-2, 2, 5, 4), Between(-2, 2, 2, 3, 4), Between(-2, 2, 2)) { Variant = "as bilinear", Refused = x => x[0].Bilinear(x[0], x[2]) },
        new(typeof(O.Linear), x => x[0].Bilinear(x[1], x[2]), Between(-2, 2, 2, 3, 3), Between(-2, 2, 2, 3, 1), Between(-2, 2, 2, 3, 1)) { Variant = "as bilinear without bias", Refused = x => x[1].Bilinear(x[1], x[2]) },
    ];

    private static Sample Batch(string variant, int[] x) =>
        new(typeof(O.BatchNorm), i => i[0].BatchNorm(i[1], i[2]), Between(-2, 2, x), Between(-2, 2, x[1]), Between(-2, 2, x[1]))
        {
            Variant = variant,
            Refused = i => i[0].BatchNorm(i[0], i[2]),
        };

    private static Sample Rectified(string variant, int[] x) =>
        new(typeof(O.BatchNorm), i => new O.BatchNorm(1e-5, Rectified: true).Run(i[0], i[1], i[2]), Between(-2, 2, x), Between(-2, 2, x[1]), Between(-2, 2, x[1]))
        {
            Variant = variant,
            Refused = i => new O.BatchNorm(1e-5, Rectified: true).Run(i[0], i[1], i[2], i[1]),
        };

    private static Sample Shortcut(string variant, int[] x) =>
        new(typeof(O.BatchNorm), i => new O.BatchNorm(1e-5, Rectified: true).Run(i[0], i[1], i[2], i[3]), Between(-2, 2, x), Between(-2, 2, x[1]), Between(-2, 2, x[1]), Between(-2, 2, x))
        {
            Variant = variant,
            Refused = i => new O.BatchNorm(1e-5).Run(i[0], i[1], i[2], i[3]),
        };

    private static Sample Inference(string variant, int[] x) =>
        new(typeof(O.BatchNormInference), i => i[0].BatchNormInference(i[1], i[2], i[3], i[4]), Between(-2, 2, x), Between(0.5, 2, x[1]), Between(0.5, 2, x[1]), Between(-2, 2, x[1]), Between(-2, 2, x[1]))
        {
            Variant = variant,
            Refused = i => i[0].BatchNormInference(i[1], i[2], i[3], i[0]),
        };

    private static Sample Group(string variant, int groups, int[] x) =>
        new(typeof(O.GroupNorm), i => i[0].GroupNorm(groups, i[1], i[2]), Between(-2, 2, x), Between(-2, 2, x[1]), Between(-2, 2, x[1]))
        {
            Variant = variant,
            Refused = i => i[0].GroupNorm(5, i[1], i[2]),
        };

    private static Sample Weight(string variant, int[] g, int? axis, int[] v) =>
        new(typeof(O.Norm), i => i[0].WeightNorm(i[1], axis), Between(0.5, 2, v), Between(0.5, 2, g))
        {
            Variant = "as weight norm " + variant,
            Refused = i => i[0].WeightNorm(Tensor.Ones([9, 9]), axis),
        };
}
