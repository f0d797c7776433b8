namespace Fathom;

/// <summary>Evaluation mode for a while: every module below gets its own mode back afterwards, whatever it was.</summary>
internal readonly struct ModeScope : IDisposable
{
    private readonly (Module Module, bool Training)[] _before;

    public ModeScope(Module root)
    {
        _before = [.. root.Descendants().Select(item => (item.Module, item.Module.IsTraining))];
        root.Evaluate();
    }

    public void Dispose()
    {
        foreach ((Module module, bool training) in _before)
            module.IsTraining = training;
    }
}
