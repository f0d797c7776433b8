using Fathom.Tests.Layers;
using Fathom.Tests.Ops;

namespace Fathom.Tests.Training.Profiling;

/// <summary>What every layer and operation must tell a profile.</summary>
public sealed class ProfileMarkTests
{
    /// <summary>Operations that are matrix products: they state what they cost in <see cref="IOp{TSelf}.Cost"/>.</summary>
    private static readonly string[] s_products = ["Linear", "MatMul", "Conv1d", "Conv2d", "ConvTranspose1d", "ConvTranspose2d", "RNN", "LSTM", "GRU", "ScaledDotProductAttention"];

    /// <summary>Operations that are none: what they do is bound by memory or by a function of each number. A new operation stands here or above.</summary>
    private static readonly string[] s_others = """
        Abs AdaptiveAvgPool AdaptiveMaxPool Add Affine AvgPool BatchNorm BatchNormInference BinaryCrossEntropy BinaryCrossEntropyOfProbabilities BinaryFocal
        Clamp Compare Concat Cos CrossEntropy CumSum Diagonal Divide Dropout ELU Embedding Erf Exp Expand Expm1 Focal Frame Gather GELU GELUTanh GroupNorm
        HardSigmoid HardSwish HardTanh Heaviside Hinge HingeEmbedding Huber IndexSelect KullbackLeibler LayerNorm LeakyReLU Log Log1p LogSigmoid LogSoftmax
        LogSumExp MaskedFill Max Maximum MaxPool Mean MeanAbsoluteError MeanSquaredError Min Minimum Mish MultiLabelMargin MultiMargin Multiply
        NegativeLogLikelihood Norm Pad Permute Pow Prod ReLU RMSNorm RotaryPositions Rsqrt Sigmoid SiLU Sin Slice SmoothL1 SoftCrossEntropy SoftMargin Softmax Softplus
        Softsign Sqrt SquaredHinge Std Subtract Sum Tanh To Tril Var Where
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    public static TheoryData<int> Layers => [.. Enumerable.Range(0, LayerSamples.All.Length)];

    public static TheoryData<string> Operations => EveryOperationTests.Samples;

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_marks_its_operations(int sample)
    {
        LayerSample layer = LayerSamples.All[sample];
        Profile profile = Profiler.Count(new Holder(layer.Create()), Objective.Regression, layer.Draw(1), Tensor.Zeros([1]), training: false);
        Assert.All(profile.Rows.Where(row => row.Kind == ProfileKind.Layer), row => Assert.True(row.Path.StartsWith("inner", StringComparison.Ordinal), $"{row.Operations[0].Name} counts for '{row.Path}', not for {layer}."));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_counts_its_products(string name)
    {
        Sample sample = EveryOperationTests.All[name];
        var counter = new Counter();
        counter.Attach();
        try
        {
            sample.Call(sample.Draw(DType.Float64));
        }
        finally
        {
            counter.Detach();
        }

        bool isProduct = s_products.Contains(sample.Op.Name);
        Assert.True(isProduct || s_others.Contains(sample.Op.Name), $"{sample.Op.Name}: is it a matrix product? Then it states what it costs in IOp.Cost. Enter it here in any case.");
        Assert.Equal(isProduct, counter.Work.TryGetValue(sample.Op.Name, out double work) && work > 0);
    }

    /// <summary>A network that says nothing of what runs inside it.</summary>
    private sealed class Holder(Layer inner) : Layer
    {
        protected override IEnumerable<Part> Parts => [("inner", inner)];

        public override Tensor Forward(Tensor x) => inner.Forward(x);
    }

    private sealed class Counter : Probe
    {
        public Dictionary<string, double> Work { get; } = [];

        protected override void OnBackward(Node node)
        {
        }

        protected override void OnForward(Node node, bool recorded) => Work[node.Name] = Work.GetValueOrDefault(node.Name) + node.Cost().Forward;
    }
}
