namespace Fathom.Tests.Layers;

/// <summary>Every layer of the library, small, with what a test may demand of it. A test fails on a layer that has no line here.</summary>
internal static class LayerSamples
{
    public static readonly LayerSample[] All =
    [
        new(() => new Linear(4, 3), [5, 4], [5, 3], "weight (3, 4), bias (3,)"),
        new(() => new Linear(4, 3, bias: false), [2, 5, 4], [2, 5, 3], "weight (3, 4)"),
        new(() => new LayerNorm(4), [5, 4], [5, 4], "weight (4,), bias (4,)"),
        new(() => new LayerNorm([2, 3], eps: 1e-3), [5, 2, 3], [5, 2, 3], "weight (2, 3), bias (2, 3)"),
        new(() => new LayerNorm([4], affine: false), [5, 4], [5, 4], ""),
        new(() => new WeightNormLinear(4, 3), [5, 4], [5, 3], "bias (3,), weight_g (3, 1), weight_v (3, 4)"),
        new(() => new WeightNormLinear(4, 3, bias: false, axis: 1), [5, 4], [5, 3], "weight_g (1, 4), weight_v (3, 4)"),
        new(() => new WeightNormLinear(4, 3, axis: null), [5, 4], [5, 3], "bias (3,), weight_g (), weight_v (3, 4)"),
        new(() => new RMSNorm(4), [5, 4], [5, 4], "weight (4,)"),
        new(() => new RMSNorm([2, 3], eps: 1e-3, affine: false), [5, 2, 3], [5, 2, 3], ""),
        new(() => new GroupNorm(2, 4), [5, 4], [5, 4], "weight (4,), bias (4,)"),
        new(() => new GroupNorm(2, 4, eps: 1e-3, affine: false), [5, 4, 3], [5, 4, 3], ""),
        new(() => new BatchNorm1d(4), [5, 4], [5, 4], "weight (4,), bias (4,)"),
        new(() => new BatchNorm1d(4, momentum: null), [5, 4, 3], [5, 4, 3], "weight (4,), bias (4,)"),
        new(() => new BatchNorm1d(4, affine: false, trackRunningStats: false), [5, 4], [5, 4], ""),
        new(() => new BatchNorm2d(3, eps: 1e-3, momentum: 0.3), [4, 3, 2, 2], [4, 3, 2, 2], "weight (3,), bias (3,)"),
        new(() => new BatchNorm3d(2), [3, 2, 2, 1, 2], [3, 2, 2, 1, 2], "weight (2,), bias (2,)"),
        new(() => new InstanceNorm1d(3), [4, 3, 5], [4, 3, 5], ""),
        new(() => new InstanceNorm1d(3, affine: true), [3, 5], [3, 5], "weight (3,), bias (3,)"),
        new(() => new InstanceNorm2d(3, affine: true, trackRunningStats: true), [4, 3, 2, 2], [4, 3, 2, 2], "weight (3,), bias (3,)"),
        new(() => new InstanceNorm3d(2, affine: true), [3, 2, 2, 1, 2], [3, 2, 2, 1, 2], "weight (2,), bias (2,)"),
        new(() => new Embedding(6, 3), [5, 2], [5, 2, 3], "weight (6, 3)", DType.Int64),
        new(() => new Embedding(6, 3, paddingIndex: 2), [5], [5, 3], "weight (6, 3)", DType.Int64),
        new(() => new Dropout(0.3), [5, 4], [5, 4], ""),
        new(() => new Flatten(), [5, 2, 3], [5, 6], ""),
        new(() => new ReLU(), [5, 4], [5, 4], ""),
        new(() => new LeakyReLU(0.2), [5, 4], [5, 4], ""),
        new(() => new Sigmoid(), [5, 4], [5, 4], ""),
        new(() => new Tanh(), [5, 4], [5, 4], ""),
        new(() => new GELU(), [5, 4], [5, 4], ""),
        new(() => new GELU(tanh: true), [5, 4], [5, 4], ""),
        new(() => new SiLU(), [5, 4], [5, 4], ""),
        new(() => new Softmax(), [5, 4], [5, 4], ""),
        new(() => new Softmax(axis: 0), [5, 4], [5, 4], ""),
        new(() => new LogSoftmax(), [5, 4], [5, 4], ""),
        new(() => new Residual(new Sequential(new Linear(4, 4), new Tanh())), [5, 4], [5, 4], "body.0.weight (4, 4), body.0.bias (4,)"),
        new(() => new Sequential(new Linear(4, 3), new Tanh(), new Linear(3, 2, bias: false)), [5, 4], [5, 2], "0.weight (3, 4), 0.bias (3,), 2.weight (2, 3)"),
    ];
}
