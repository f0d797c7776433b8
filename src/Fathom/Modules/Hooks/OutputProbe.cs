namespace Fathom;

/// <summary>Hears what modules give, and the gradients of that: what hooks and monitors are made from.</summary>
/// <remarks>
/// A module's output is the last value seen while it ran: the result of the last operation, or what a container says that it gave. A layer that is not in
/// a container and does not say that it runs is known by the one operation that it marks. Layers that could be done together are done one by one
/// while a probe listens (<see cref="Probe.Splits"/>): the same bits, and every layer has an output.
/// </remarks>
internal abstract class OutputProbe : Probe
{
    private readonly Dictionary<Node, Made> _made = new(ReferenceEqualityComparer.Instance);
    private int[] _seenAtEnter = new int[16];
    private Cell? _last;
    private int _lastStamp, _seen;

    protected override bool SplitsJoined => true;

    /// <summary>Whether the gradient of what the module gave is wanted.</summary>
    protected virtual bool WantsGradient(Module module) => false;

    /// <summary>A module gave <paramref name="y"/>, which is only lent.</summary>
    protected abstract void OnOutput(Module module, Cell y);

    /// <summary>The gradient of what a module gave is there, whole; it is only lent.</summary>
    protected virtual void OnOutputGradient(Module module, Cell gradient)
    {
    }

    protected override void OnEnter()
    {
        if (Depth > _seenAtEnter.Length)
            Array.Resize(ref _seenAtEnter, 2 * Depth);
        _seenAtEnter[Depth - 1] = _seen;
    }

    protected override void OnLeave(object module)
    {
        // A module that says twice that it runs, as its container does for it, gives once.
        if (module != Innermost && _seen != _seenAtEnter[Depth] && _last is { } y && y.Stamp == _lastStamp)
            Give((Module)module, y);
    }

    protected override void OnGives(Cell y) => See(y);

    protected override void OnForward(Node node, bool recorded)
    {
        int slot = 0;
        while (slot < node.SlotCount - 1 && !node.IsResult(slot))
            slot++;
        See(node.Slots[slot]!);
        if (IsMarked && Running != Innermost)
            Give((Module)Running!, _last!);
    }

    protected override void OnBackward(Node node)
    {
        if (!_made.TryGetValue(node, out Made made) || made.Order != node.Order)
            return;
        foreach ((Module module, Cell y, int stamp) in made.Outputs)
        {
            if (y.Stamp == stamp && y.Root is { HasGradient: true, Gradient: { } gradient })
                OnOutputGradient(module, gradient);
        }
    }

    private void See(Cell y)
    {
        (_last, _lastStamp) = (y, y.Stamp);
        _seen++;
    }

    private void Give(Module module, Cell y)
    {
        if (y.Root.Released || y.Block is null)
            return;
        using (Silent())
            OnOutput(module, y);
        if (y.Root.Producer is not { } producer || !WantsGradient(module))
            return;
        if (!_made.TryGetValue(producer, out Made made) || made.Order != producer.Order)
            _made[producer] = made = new Made(producer.Order, []);
        made.Outputs.Add((module, y, y.Stamp));
    }

    /// <summary>Whose outputs the results of a recorded operation are. Nodes are used again, with another order.</summary>
    private readonly record struct Made(long Order, List<(Module Module, Cell Y, int Stamp)> Outputs);
}
