using Fathom.Kernels;

namespace Fathom;

/// <summary>A convolution with its bias, batch normalization and activation.</summary>
internal sealed unsafe class ConvolutionStep(Shape input, Shape output, ConvShape one, Tensor weight, Tensor bias) : InferenceStep(input, output)
{
    private float[] _weight = weight.ToArray<float>();
    private float[] _bias = bias.IsNone ? new float[weight.Shape[0]] : bias.ToArray<float>();
    private ConvOperand<float>? _operand;

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

    public override void Seal()
    {
        _operand = new ConvOperand<float>(one, _weight, _bias);
        (_weight, _bias) = ([], []);
    }

    public override void Run(int rows, float* x, float* y)
    {
        _operand!.Down(rows, x, y);
        Finish(y, 0, 1, rows * Output.Length, null);
    }
}
