namespace Fathom;

/// <summary>One thing a predictor computes for rows: from x, row after row, to y. It holds its own copy of all weights.</summary>
/// <remarks>Immutable once the plan is made, so any number of threads may run it at once.</remarks>
internal abstract unsafe class InferenceStep
{
    private readonly List<InferenceMap> _maps = [];

    protected InferenceStep(Shape input, Shape output) => (Input, Output) = (input, output);

    /// <summary>The shape of a row that comes in.</summary>
    public Shape Input { get; }

    /// <summary>The shape of a row that goes out.</summary>
    public Shape Output { get; }

    /// <summary>What is applied to each number as soon as it is written.</summary>
    public IReadOnlyList<InferenceMap> Maps => _maps;

    /// <summary>The words a plan shows.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether the step reads weights that many rows should share, as a matrix product does, or works row by row, as a convolution; null where it is all the same.</summary>
    public virtual bool? SharesWeights => null;

    /// <summary>Whether it may run in pieces of rows on several threads, each with memory of its own.</summary>
    public virtual bool CanBeCut => true;

    /// <summary>Floats that one row touches: what has to fit a cache.</summary>
    public virtual long Floats => Input.Length + (long)Output.Length;

    /// <summary>Computes so many rows. x and y do not overlap.</summary>
    public abstract void Run(int rows, float* x, float* y);

    /// <summary>Called once, when nothing before or behind the step changes it any more: brings weights into the form in which they are read.</summary>
    public virtual void Seal()
    {
    }

    /// <summary>Adds a formula; the step applies all of them in order.</summary>
    public void Then(InferenceMap map, string name)
    {
        _maps.Add(map);
        Name += $" + {name}";
    }

    /// <summary>The last formula, taken away from the step; null where there is none.</summary>
    public InferenceMap? TakeMap()
    {
        if (_maps.Count == 0)
            return null;
        InferenceMap last = _maps[^1];
        _maps.RemoveAt(_maps.Count - 1);
        Name = Name[..Name.LastIndexOf(" + ", StringComparison.Ordinal)];
        return last;
    }

    /// <summary>All formulas on n numbers a row, b added first.</summary>
    protected void Finish(float* y, nint stride, int rows, int n, float* b)
    {
        for (int i = 0; i < _maps.Count; i++)
            _maps[i].Apply(y, stride, rows, n, i == 0 ? b : null);
    }
}
