using Fathom.Kernels;

namespace Fathom;

/// <summary>A convolution with its bias, batch normalization and activation.</summary>
internal sealed unsafe class ConvolutionStep(Shape input, Shape output, ConvShape one, Tensor weight, Tensor bias) : InferenceStep(input, output)
{
    private readonly float[] _weight = weight.ToArray<float>();
    private readonly float[] _bias = bias.IsNone ? new float[weight.Shape[0]] : bias.ToArray<float>();

    private float[]? _mapped;

    public override bool? SharesWeights => false;

    /// <summary>Multiplies each channel of the output by a number and adds another: normalization behind the convolution.</summary>
    public void Scale(ReadOnlySpan<double> scale, ReadOnlySpan<double> shift)
    {
        int each = _weight.Length / _bias.Length;
        for (int k = 0; k < _bias.Length; k++)
        {
            for (int i = 0; i < each; i++)
                _weight[(k * each) + i] = (float)(_weight[(k * each) + i] * scale[k]);
            _bias[k] = (float)((_bias[k] * scale[k]) + shift[k]);
        }
    }

    public override void Seal() => _mapped = Conv.Mapped<float>(one, _weight, _bias);

    public override void Run(int rows, float* x, float* y)
    {
        int numbers = rows * Output.Length;
        var input = new ReadOnlySpan<float>(x, rows * Input.Length);
        if (_mapped is { } mapped)
            Conv.DownMapped(one with { N = rows }, input, mapped, new Span<float>(y, numbers));
        else
            Conv.Down<float>(one with { N = rows }, input, _weight, _bias, new Span<float>(y, numbers), add: false);
        Finish(y, 0, 1, numbers, null);
    }
}
