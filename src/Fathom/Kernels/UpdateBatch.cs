namespace Fathom.Kernels;

/// <summary>
/// The updates of one optimizer step as one piece of work: parameters are taken as one long row of numbers, cut into pieces of equal size,
/// and shared by one fork-join, however many tensors there are.
/// </summary>
internal sealed unsafe class UpdateBatch
{
    /// <summary>Elements of a piece: some 5 µs of Adam, whole cache lines of any number type.</summary>
    private const int Piece = 1 << 14;

    /// <summary>Tasks begin at multiples of this in the long row, so that pieces cut tensors where vectors and cache lines end.</summary>
    private const int Grain = 64;

    private UpdateTask[] _tasks = new UpdateTask[16];
    private int _count;
    private nint _length;

    /// <summary>Forgets what was added.</summary>
    public void Clear() => (_count, _length) = (0, 0);

    /// <summary>Adds a task; its memory must stay where it is until <see cref="Run"/>.</summary>
    public void Add(in UpdateTask task)
    {
        if (_count == _tasks.Length)
            Array.Resize(ref _tasks, 2 * _count);
        _tasks[_count++] = task;
        _length += Rounded(task.Length);
    }

    /// <summary>Runs and forgets all tasks.</summary>
    public void Run()
    {
        int pieces = (int)((_length + Piece - 1) / Piece);
        fixed (UpdateTask* tasks = _tasks)
            ForkJoin.Run(pieces, new Job(tasks, _count));
        Clear();
    }

    private static nint Rounded(nint length) => (length + Grain - 1) / Grain * Grain;

    private readonly struct Job(UpdateTask* tasks, int count) : IJob
    {
        public void Run(int piece)
        {
            nint from = (nint)piece * Piece, to = from + Piece, start = 0;
            for (int i = 0; i < count && start < to; i++)
            {
                ref UpdateTask task = ref tasks[i];
                nint first = Math.Max(0, from - start), end = Math.Min(task.Length, to - start);
                if (first < end)
                    task.Rule(task, first, end - first);
                start += Rounded(task.Length);
            }
        }
    }
}
