namespace Fathom;

/// <summary>The modes of a module and all below for a while: each gets its own back afterwards, whatever it was.</summary>
internal readonly struct ModeScope : IDisposable
{
    private readonly (Module Module, bool Training)[] _before;

    /// <summary>Notes the modes.</summary>
    /// <param name="root">The uppermost module.</param>
    /// <param name="evaluate">Whether to switch to evaluation mode until the end.</param>
    public ModeScope(Module root, bool evaluate = true)
    {
        _before = root.IsSettled ? [] : [.. root.Descendants().Select(item => (item.Module, item.Module.IsTraining))];
        if (evaluate && !root.IsSettled)
            root.Evaluate();
    }

    public void Dispose()
    {
        foreach ((Module module, bool training) in _before)
            module.IsTraining = training;
    }
}
