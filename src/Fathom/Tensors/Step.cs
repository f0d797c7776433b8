namespace Fathom;

/// <summary>
/// One step of work whose memory is used again by the next: inside it every tensor comes from this thread's pool and goes back when the
/// step is disposed, so that training allocates nothing after its first steps.
/// </summary>
/// <remarks>
/// <code>
/// using (Step.Begin())
/// {
///     var loss = Loss.MeanSquaredError(model.Forward(x), y);
///     loss.Backward();
///     optimizer.Step();
/// }
/// </code>
/// Steps nest and unwind through exceptions. A tensor made inside is used up at its end; <see cref="Tensor.Keep"/> takes one out. Correctness
/// never depends on a step; speed and flat memory do. Being a <c>ref struct</c>, it cannot be held across <c>await</c> or <c>yield</c>.
/// </remarks>
public ref struct Step : IDisposable
{
    private readonly Workspace _workspace;
    private readonly (int, int) _mark;
    private readonly int _depth;
    private bool _open;

    private Step(Workspace workspace)
    {
        _workspace = workspace;
        _mark = workspace.Open();
        _depth = workspace.Depth;
        _open = true;
    }

    /// <summary>Opens a step on this thread.</summary>
    public static Step Begin() => new(Workspace.Current);

    /// <summary>Closes the step: its tensors go back to the pool.</summary>
    /// <exception cref="StepException">Another thread closes it.</exception>
    public void Dispose()
    {
        if (!_open)
            return;
        if (Workspace.Current != _workspace)
            throw new StepException("A step must be closed on the thread that opened it.");
        _open = false;

        // An inner step that was not closed ends with this one; one that an outer step closed has nothing left.
        if (_workspace.Depth >= _depth)
            _workspace.Close(_mark, _depth - 1);
    }
}
