namespace Fathom;

/// <summary>While it is open, operations count as this module's in profiles. Made by <see cref="Module.Running"/>.</summary>
public readonly ref struct ModuleScope : IDisposable
{
    private readonly Probe? _probe;

    internal ModuleScope(Probe? probe, Module module)
    {
        _probe = probe;
        probe?.Enter(module);
    }

    /// <summary>Says what the module gives, where that may be no operation's result; gives <paramref name="y"/> back.</summary>
    internal Tensor Gives(Tensor y)
    {
        _probe?.Gives(y.Cell);
        return y;
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => _probe?.Leave();
}
