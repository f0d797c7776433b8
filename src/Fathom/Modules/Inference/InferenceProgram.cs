using Fathom.Kernels;

namespace Fathom;

/// <summary>A finished plan: runs its steps for any number of rows, from any number of threads at once.</summary>
/// <remarks>
/// Steps are gathered into stretches. With few rows each step of a stretch shares its own work among threads. With many, a piece of rows goes through
/// the whole stretch on one thread: threads meet once a stretch, and what stands between steps never leaves the cache. Both are chosen by size alone, so
/// the bits are the same at any number of threads.
/// </remarks>
internal sealed unsafe class InferenceProgram
{
    /// <summary>Floats that a piece of rows may touch in a step: half of a usual second-level cache.</summary>
    private const long PieceFloats = 1 << 17;

    /// <summary>Rows of a piece where weights are shared: as many as make reading the weights cheap beside using them.</summary>
    private const int SharedRows = 48;

    /// <summary>Pieces from which on rows are shared among threads rather than steps.</summary>
    private const int LeastPieces = 4;

    /// <summary>Floats between stretches, and rows, that are worked on at a time: what the largest predictions need memory for.</summary>
    private const long BlockFloats = 1 << 24;

    private const int BlockRows = 1 << 14;

    private readonly InferenceSteps[] _stretches;
    private readonly long _between;

    /// <summary>Takes the sealed steps.</summary>
    public InferenceProgram(Shape input, Shape output, IReadOnlyList<InferenceStep> steps)
    {
        (Input, Output) = (input, output);
        _stretches = Cut(input, steps);
        Steps = [.. steps.Select(step => step.Name)];
        All = [.. steps];
        _between = _stretches.Length < 2 ? 0 : _stretches.SkipLast(1).Max(stretch => (long)stretch.Output.Length);
    }

    /// <summary>The shape of a row that comes in.</summary>
    public Shape Input { get; }

    /// <summary>The shape of a row that goes out.</summary>
    public Shape Output { get; }

    /// <summary>The steps in words.</summary>
    public IReadOnlyList<string> Steps { get; }

    /// <summary>The steps, for measurements.</summary>
    internal InferenceStep[] All { get; }

    /// <summary>Computes so many rows.</summary>
    public void Run(int rows, float* x, float* y)
    {
        int most = (int)Math.Clamp(BlockFloats / Math.Max(1, Math.Max(_between, Math.Max(Input.Length, Output.Length))), 1, BlockRows);
        for (int from = 0; from < rows; from += most)
            RunBlock(Math.Min(most, rows - from), x + ((nint)from * Input.Length), y + ((nint)from * Output.Length));
    }

    private void RunBlock(int rows, float* x, float* y)
    {
        if (_stretches.Length == 1)
        {
            RunStretch(_stretches[0], rows, x, y);
            return;
        }

        long each = ((_between * rows) + 31) & -16;
        Block block = InferenceScratch.Rent((_stretches.Length > 2 ? 2 : 1) * each);
        try
        {
            for (int i = 0; i < _stretches.Length; i++)
            {
                float* to = i == _stretches.Length - 1 ? y : block.Address + (i % 2 * each);
                RunStretch(_stretches[i], rows, x, to);
                x = to;
            }
        }
        finally
        {
            InferenceScratch.Return(block);
        }
    }

    private static void RunStretch(InferenceSteps stretch, int rows, float* x, float* y)
    {
        long fit = PieceFloats / Math.Max(1, stretch.Floats);
        int each = stretch.SharesWeights ? (int)Math.Clamp(fit, SharedRows / 4, SharedRows) : (int)Math.Clamp(fit, 1, Math.Max(1, rows / (2 * LeastPieces)));
        int pieces = (rows + each - 1) / each;
        if (pieces < LeastPieces || !stretch.CanBeCut)
            stretch.Run(rows, x, y);
        else
            ForkJoin.Run(pieces, new Job { Stretch = stretch, X = x, Y = y, Rows = rows, Each = each });
    }

    private static InferenceSteps[] Cut(Shape input, IReadOnlyList<InferenceStep> steps)
    {
        var stretches = new List<InferenceSteps>();
        var open = new List<InferenceStep>();
        bool? shares = null;
        foreach (InferenceStep step in steps)
        {
            if (open.Count > 0 && (!step.CanBeCut || !open[^1].CanBeCut || (step.SharesWeights is { } wanted && shares is { } has && wanted != has)))
                Close();
            shares ??= step.SharesWeights;
            open.Add(step);
        }

        Close();
        return [.. stretches];

        void Close()
        {
            stretches.Add(new InferenceSteps(open.Count > 0 ? open[0].Input : input, open));
            open.Clear();
            shares = null;
        }
    }

    private struct Job : IJob
    {
        public InferenceSteps Stretch;
        public float* X, Y;
        public int Rows, Each;

        public readonly void Run(int piece)
        {
            int from = piece * Each;
            Stretch.Run(Math.Min(Each, Rows - from), X + ((nint)from * Stretch.Input.Length), Y + ((nint)from * Stretch.Output.Length));
        }
    }
}
