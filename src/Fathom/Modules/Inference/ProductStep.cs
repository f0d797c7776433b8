using Fathom.Kernels;

namespace Fathom;

/// <summary>y = f(x·Wᵀ + b) with W packed once: what a linear layer becomes, batch normalization and activation included.</summary>
internal sealed unsafe class ProductStep : InferenceStep
{
    /// <summary>Multiply-adds of a piece at least: a microsecond or two.</summary>
    private const long PieceWork = 1 << 15;

    private const int MostPieces = 16;

    /// <summary>Columns of a packed panel at the widest vectors: pieces begin at one.</summary>
    private const int Panel = 32;

    private static readonly InferenceMap s_sum = new InferenceMap<PassThrough>(default);

    private readonly int _outputs, _inputs;
    private readonly Block _memory;
    private float[] _weight, _bias;
    private MatMulOperand<float> _operand;
    private InferenceMap? _plain;

    /// <summary>Takes a copy of weight (out, in) and bias (out), which normalization beside it may change before <see cref="Seal"/>.</summary>
    public ProductStep(Shape input, Tensor weight, Tensor bias)
        : base(input, input.With(input.Rank - 1, weight.Shape[0]))
    {
        (_outputs, _inputs) = (weight.Shape[0], weight.Shape[1]);
        _weight = weight.ToArray<float>();
        _bias = bias.IsNone ? new float[_outputs] : bias.ToArray<float>();
        _memory = Block.Aligned(sizeof(float) * ((long)MatMulOperand<float>.PackedLength(_outputs, _inputs) + _outputs), -1);
    }

    public override bool? SharesWeights => true;

    private float* Bias => _memory.Address + MatMulOperand<float>.PackedLength(_outputs, _inputs);

    /// <summary>Multiplies each output by a number and adds another: normalization behind the product.</summary>
    public void Scale(ReadOnlySpan<double> scale, ReadOnlySpan<double> shift)
    {
        for (int j = 0; j < _outputs; j++)
        {
            for (int i = 0; i < _inputs; i++)
                _weight[(j * _inputs) + i] = (float)(_weight[(j * _inputs) + i] * scale[j]);
            _bias[j] = (float)((_bias[j] * scale[j]) + shift[j]);
        }
    }

    /// <summary>As if the inputs of each channel had been multiplied by a number and another added: normalization before the product, flattened since where a channel has several inputs.</summary>
    public void ScaleInputs(ReadOnlySpan<double> scale, ReadOnlySpan<double> shift)
    {
        int places = _inputs / scale.Length;
        for (int j = 0; j < _outputs; j++)
        {
            double bias = _bias[j];
            for (int i = 0; i < _inputs; i++)
            {
                ref float w = ref _weight[(j * _inputs) + i];
                bias += w * shift[i / places];
                w = (float)(w * scale[i / places]);
            }

            _bias[j] = (float)bias;
        }
    }

    public override void Seal()
    {
        fixed (float* weight = _weight)
            _operand = new MatMulOperand<float>(weight, _outputs, _inputs, transposed: true, _memory.Address);
        _bias.CopyTo(new Span<float>(Bias, _outputs));
        (_weight, _bias) = ([], []);
        if (Maps.Count == 0)
            _plain = s_sum;
    }

    public override void Run(int rows, float* x, float* y)
    {
        int m = rows * (Input.Length / _inputs), panels = (_outputs + Panel - 1) / Panel;
        int pieces = (int)Math.Clamp((long)m * _outputs * _inputs / PieceWork, 1, Math.Min(MostPieces, panels)), each = (panels + pieces - 1) / pieces;
        ForkJoin.Run((panels + each - 1) / each, new Job { Step = this, M = m, X = x, Y = y, Columns = each * Panel });
    }

    private void Columns(int m, float* x, float* y, int from, int to)
    {
        _operand.Columns(from, to).Multiply(m, x, _inputs, y + from, _outputs, add: false);
        if (_plain is { } plain)
            plain.Apply(y + from, _outputs, m, to - from, Bias + from);
        else
            Finish(y + from, _outputs, m, to - from, Bias + from);
    }

    /// <summary>A piece is a run of columns: each reads its part of the weights, once, and all of x.</summary>
    private struct Job : IJob
    {
        public ProductStep Step;
        public float* X, Y;
        public int M, Columns;

        public readonly void Run(int piece) => Step.Columns(M, X, Y, piece * Columns, Math.Min(Step._outputs, (piece + 1) * Columns));
    }
}
