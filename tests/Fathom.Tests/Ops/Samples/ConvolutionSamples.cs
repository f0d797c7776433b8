using O = Fathom.Ops;
using static Fathom.Tests.Ops.Input;

namespace Fathom.Tests.Ops.Samples;

public sealed class ConvolutionSamples : ISamples
{
    public IEnumerable<Sample> All =>
    [
        new(typeof(O.Conv1d), x => x[0].Conv1d(x[1], x[2]), Between(-2, 2, 2, 3, 7), Between(-2, 2, 4, 3, 3), Between(-2, 2, 4)) { Refused = x => x[0].Conv1d(x[1], x[0]) },
        new(typeof(O.Conv1d), x => x[0].Conv1d(x[1], stride: 2, padding: 2, dilation: 2, groups: 2), Between(-2, 2, 4, 6), Between(-2, 2, 2, 2, 3)) { Variant = "one example, groups, dilation, without bias" },
        Picture("plain", [2, 2, 5, 4], [3, 2, 3, 2]),
        Picture("one by one", [2, 3, 3, 2], [4, 3, 1, 1]),
        Picture("one example", [2, 5, 4], [3, 2, 3, 2]),
        Picture("stride and padding", [2, 2, 6, 5], [3, 2, 3, 3], stride: (2, 3), padding: (1, 2)),
        Picture("stride larger than the kernel", [1, 1, 7, 7], [2, 1, 2, 1], stride: 3),
        Picture("dilation", [1, 2, 7, 6], [2, 2, 2, 3], dilation: (3, 2)),
        Picture("dilation, stride and padding", [1, 2, 7, 6], [2, 2, 2, 3], stride: 2, padding: 2, dilation: (3, 2)),
        Picture("groups", [2, 4, 4, 4], [6, 2, 3, 3], padding: 1, groups: 2),
        Picture("depthwise", [2, 3, 5, 4], [3, 1, 3, 3], padding: 1, groups: 3),
        Picture("same with an even kernel", [1, 2, 4, 5], [2, 2, 2, 4], padding: ConvPadding.Same),
        Picture("same with dilation", [1, 2, 4, 5], [2, 2, 3, 2], padding: ConvPadding.Same, dilation: 2),
        Picture("more padding than kernel", [1, 1, 2, 2], [1, 1, 2, 2], padding: 3),
        new(typeof(O.ConvTranspose1d), x => x[0].ConvTranspose1d(x[1], x[2], stride: 2, padding: 1, outputPadding: 1), Between(-2, 2, 2, 3, 4), Between(-2, 2, 3, 2, 3), Between(-2, 2, 2)) { Refused = x => x[0].ConvTranspose1d(x[2]) },
        Transposed("plain", [2, 2, 3, 4], [2, 3, 3, 2]),
        Transposed("one example", [2, 3, 4], [2, 3, 3, 2], stride: 2),
        Transposed("stride, padding, output padding", [2, 2, 3, 4], [2, 3, 3, 2], stride: (2, 3), padding: (1, 0), outputPadding: (1, 2)),
        Transposed("stride larger than the kernel", [1, 2, 3, 2], [2, 1, 1, 2], stride: 3, outputPadding: 2),
        Transposed("dilation and groups", [1, 4, 3, 3], [4, 1, 2, 3], padding: 1, groups: 2, dilation: (2, 1)),
        Framed(PaddingMode.Reflect),
        Framed(PaddingMode.Replicate),
        Framed(PaddingMode.Circular),
    ];

    private static Sample Picture(string variant, int[] x, int[] weight, Size2? stride = null, ConvPadding padding = default, Size2? dilation = null, int groups = 1) =>
        new(typeof(O.Conv2d), t => t[0].Conv2d(t[1], t[2], stride, padding, dilation, groups), Between(-2, 2, x), Between(-2, 2, weight), Between(-2, 2, weight[0])) { Variant = variant };

    private static Sample Transposed(string variant, int[] x, int[] weight, Size2? stride = null, Size2? padding = null, Size2? outputPadding = null, int groups = 1, Size2? dilation = null) =>
        new(typeof(O.ConvTranspose2d), t => t[0].ConvTranspose2d(t[1], t[2], stride, padding, outputPadding, groups, dilation), Between(-2, 2, x), Between(-2, 2, weight), Between(-2, 2, groups * weight[1])) { Variant = variant };

    private static Sample Framed(PaddingMode mode) => new(typeof(O.Frame), t => t[0].Pad([1, 2, 2, 1], mode), Between(-2, 2, 2, 3, 4)) { Variant = mode.ToString() };
}
