namespace Fathom;

/// <summary>Batches for <c>foreach</c>, each inside a <see cref="Step"/> of its own: what <see cref="Dataset.Steps"/> gives.</summary>
/// <remarks>
/// The step opens before the batch is gathered and closes before the next one, at <c>break</c>, and when an exception leaves the loop. Tensors
/// made in the body are used up at its end; <see cref="Tensor.Keep"/> takes one out. Nothing is allocated once the pools are warm.
/// </remarks>
public readonly struct StepSequence
{
    private readonly BatchPlan _plan;
    private readonly int _first;

    internal StepSequence(in BatchPlan plan, int first = 0)
    {
        _plan = plan;
        _first = first;
    }

    /// <summary>The number of batches.</summary>
    public int Count => _plan.Count;

    /// <summary>Starts over, in a new order when shuffled.</summary>
    public Enumerator GetEnumerator() => new(_plan, _first);

    /// <summary>The same sequence without its first batches: the order is drawn as always, the rows of those batches are not made.</summary>
    internal StepSequence From(int first) => new(_plan, first);

    /// <summary>Walks the batches; holds the open step.</summary>
    public ref struct Enumerator : IDisposable
    {
        private readonly BatchPlan _plan;
        private Epoch _epoch;
        private Prefetch? _ahead;
        private int _next;
        private Step _step;

        internal Enumerator(BatchPlan plan, int first)
        {
            _plan = plan;
            _next = first;
            _epoch = plan.Open();
            _ahead = plan.Begin(_epoch, first);
        }

        /// <summary>The batch of the open step.</summary>
        public Batch Current { get; private set; }

        /// <summary>Closes the step, and opens the next one with its batch.</summary>
        public bool MoveNext()
        {
            _step.Dispose();
            if (_next == _plan.Count)
                return false;
            _step = Step.Begin();
            Current = _ahead is null ? _plan[_next, _epoch] : _ahead.Take(_next);
            _next++;
            return true;
        }

        /// <summary>Closes the step.</summary>
        public void Dispose()
        {
            if (_ahead is not null)
                _plan.End(_ahead);
            _ahead = null;
            _plan.Close(_epoch);
            _epoch = default;
            _step.Dispose();
        }
    }
}
