using O = Fathom.Ops;
using static Fathom.Tests.Ops.Input;

namespace Fathom.Tests.Ops.Samples;

public sealed class PoolSamples : ISamples
{
    public IEnumerable<Sample> All =>
    [
        new(typeof(O.MaxPool), x => x[0].MaxPool2d(2), Between(-2, 2, 2, 3, 4, 6)) { Refused = x => x[0].MaxPool2d(5) },
        new(typeof(O.MaxPool), x => x[0].MaxPool2d(3, stride: 2, padding: 1), Between(-2, 2, 1, 2, 7, 37)) { Variant = "overlapping", Refused = x => x[0].MaxPool1d(2) },
        new(typeof(O.MaxPool), x => x[0].MaxPool2d((2, 3), (1, 2), (1, 0), (2, 1), ceilMode: true), Between(-2, 2, 2, 6, 20)) { Variant = "with all arguments" },
        new(typeof(O.MaxPool), x => x[0].MaxPool1d(3, stride: 1, padding: 1), Between(-2, 2, 2, 3, 19)) { Variant = "of sequences", Refused = x => x[0].Reshape(2, 3, 19, 1, 1).MaxPool1d(2) },
        new(typeof(O.MaxPool), x => x[0].MaxPool2dWithIndices(2).Values, Between(-2, 2, 3, 4, 34)) { Variant = "with places" },
        new(typeof(O.AvgPool), x => x[0].AvgPool2d(2), Between(-2, 2, 2, 3, 4, 6)) { Refused = x => x[0].AvgPool2d((5, 1)) },
        new(typeof(O.AvgPool), x => x[0].AvgPool2d(3, stride: 2, padding: 1, countIncludePad: false), Between(-2, 2, 1, 2, 7, 37)) { Variant = "overlapping" },
        new(typeof(O.AvgPool), x => x[0].AvgPool2d((2, 3), (1, 3), (1, 0), ceilMode: true, divisorOverride: 5), Between(-2, 2, 2, 6, 20)) { Variant = "with all arguments" },
        new(typeof(O.AvgPool), x => x[0].AvgPool1d(3, stride: 1, padding: 1), Between(-2, 2, 2, 3, 19)) { Variant = "of sequences" },
        new(typeof(O.AdaptiveAvgPool), x => x[0].AdaptiveAvgPool2d(1), Between(-2, 2, 2, 3, 4, 6)) { Variant = "global", Refused = x => x[0].AdaptiveAvgPool1d(2) },
        new(typeof(O.AdaptiveAvgPool), x => x[0].AdaptiveAvgPool2d(3, null), Between(-2, 2, 2, 5, 4)),
        new(typeof(O.AdaptiveAvgPool), x => x[0].AdaptiveAvgPool1d(4), Between(-2, 2, 2, 3, 9)) { Variant = "of sequences" },
        new(typeof(O.AdaptiveMaxPool), x => x[0].AdaptiveMaxPool2d((3, 2)), Between(-2, 2, 2, 5, 4)) { Refused = x => x[0].Reshape(40).AdaptiveMaxPool2d(2) },
        new(typeof(O.AdaptiveMaxPool), x => x[0].AdaptiveMaxPool2d(null, 1), Between(-2, 2, 2, 3, 5, 4)) { Variant = "of rows" },
        new(typeof(O.AdaptiveMaxPool), x => x[0].AdaptiveMaxPool1d(4), Between(-2, 2, 2, 3, 9)) { Variant = "of sequences" },
    ];
}
