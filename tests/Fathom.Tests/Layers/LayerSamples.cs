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
        new(() => new Identity(), [5, 4], [5, 4], ""),
        new(() => new ReLU6(), [5, 4], [5, 4], ""),
        new(() => new ELU(1.3), [5, 4], [5, 4], ""),
        new(() => new CELU(0.7), [5, 4], [5, 4], ""),
        new(() => new SELU(), [5, 4], [5, 4], ""),
        new(() => new Mish(), [5, 4], [5, 4], ""),
        new(() => new HardSwish(), [5, 4], [5, 4], ""),
        new(() => new HardSigmoid(), [5, 4], [5, 4], ""),
        new(() => new HardTanh(-0.8, 0.9), [5, 4], [5, 4], ""),
        new(() => new Softplus(2, 3), [5, 4], [5, 4], ""),
        new(() => new Softsign(), [5, 4], [5, 4], ""),
        new(() => new LogSigmoid(), [5, 4], [5, 4], ""),
        new(() => new Heaviside(1), [5, 4], [5, 4], ""),
        new(() => new PReLU(), [5, 4], [5, 4], "weight (1,)"),
        new(() => new PReLU(4, 0.1), [5, 4, 2], [5, 4, 2], "weight (4,)"),
        new(() => new GLU(), [5, 4], [5, 2], ""),
        new(() => new GLU(0), [6, 4], [3, 4], ""),
        new(() => new Softmax(temperature: 2), [5, 4], [5, 4], ""),
        new(() => new Softmax(), [5, 4], [5, 4], ""),
        new(() => new Softmax(axis: 0), [5, 4], [5, 4], ""),
        new(() => new LogSoftmax(), [5, 4], [5, 4], ""),
        new(() => new Residual(new Sequential(new Linear(4, 4), new Tanh())), [5, 4], [5, 4], "body.0.weight (4, 4), body.0.bias (4,)"),
        new(() => new Sequential(new Linear(4, 3), new Tanh(), new Linear(3, 2, bias: false)), [5, 4], [5, 2], "0.weight (3, 4), 0.bias (3,), 2.weight (2, 3)"),
    ];
}
