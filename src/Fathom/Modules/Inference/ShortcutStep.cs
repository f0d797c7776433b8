namespace Fathom;

/// <summary>y = f(F(x) + S(x)): a residual block, S the identity where there is none.</summary>
internal sealed unsafe class ShortcutStep : InferenceStep
{
    private static readonly InferenceMap s_sum = new InferenceMap<PassThrough>(default);
    private readonly InferenceSteps _body, _shortcut;

    /// <summary>Puts both ways side by side.</summary>
    public ShortcutStep(InferenceSteps body, InferenceSteps shortcut)
        : base(body.Input, body.Output) => (_body, _shortcut) = (body, shortcut);

    public override bool? SharesWeights => _body.SharesWeights;

    public override bool CanBeCut => _body.CanBeCut && _shortcut.CanBeCut;

    public override long Floats => Math.Max(_body.Floats, _shortcut.Floats) + Output.Length;

    public override void Run(int rows, float* x, float* y)
    {
        _body.Run(rows, x, y);
        int numbers = rows * Output.Length;
        if (_shortcut.Count == 0)
        {
            Add(y, x, numbers);
            return;
        }

        Block block = InferenceScratch.Rent(numbers);
        try
        {
            float* other = block.Address;
            _shortcut.Run(rows, x, other);
            Add(y, other, numbers);
        }
        finally
        {
            InferenceScratch.Return(block);
        }
    }

    private void Add(float* y, float* other, int numbers)
    {
        if (Maps.Count == 0)
            s_sum.Apply(y, 0, 1, numbers, other);
        else
            Finish(y, 0, 1, numbers, other);
    }
}
