using Fathom.Kernels;

namespace Fathom;

/// <summary>Steps one after another, run on the calling thread; a step may share its own work among threads.</summary>
/// <remarks>Two buffers take turns, so that all numbers between steps stay in the cache where the rows are few.</remarks>
internal sealed unsafe class InferenceSteps
{
    private readonly InferenceStep[] _steps;
    private readonly long _between;

    /// <summary>Takes the steps; their weights are packed.</summary>
    public InferenceSteps(Shape input, IEnumerable<InferenceStep> steps)
    {
        _steps = [.. steps];
        Input = input;
        Output = _steps.Length == 0 ? input : _steps[^1].Output;
        CanBeCut = _steps.All(step => step.CanBeCut);
        SharesWeights = _steps.Any(step => step.SharesWeights == true);
        Floats = _steps.Length == 0 ? 0 : _steps.Max(step => step.Floats);
        _between = _steps.Length < 2 ? 0 : _steps.SkipLast(1).Max(step => (long)step.Output.Length);
    }

    /// <summary>How many steps.</summary>
    public int Count => _steps.Length;

    /// <summary>A row that comes in.</summary>
    public Shape Input { get; }

    /// <summary>A row that goes out.</summary>
    public Shape Output { get; }

    /// <summary>Whether all of it may run in pieces of rows.</summary>
    public bool CanBeCut { get; }

    /// <summary>Whether a step reads weights that many rows should share.</summary>
    public bool SharesWeights { get; }

    /// <summary>Floats that one row touches at most in a step.</summary>
    public long Floats { get; }

    /// <summary>All steps for so many rows.</summary>
    public void Run(int rows, float* x, float* y)
    {
        if (_steps.Length == 0)
        {
            new ReadOnlySpan<float>(x, rows * Input.Length).CopyTo(new Span<float>(y, rows * Input.Length));
            return;
        }

        if (_steps.Length == 1)
        {
            _steps[0].Run(rows, x, y);
            return;
        }

        // The buffers lie a cache line apart from a power of two, so that they do not crowd each other out.
        long each = ((_between * rows) + 31) & -16;
        Block block = InferenceScratch.Rent(2 * each);
        try
        {
            for (int i = 0; i < _steps.Length; i++)
            {
                float* to = i == _steps.Length - 1 ? y : block.Address + (i % 2 * each);
                _steps[i].Run(rows, x, to);
                x = to;
            }
        }
        finally
        {
            InferenceScratch.Return(block);
        }
    }
}
