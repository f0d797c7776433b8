using System.Runtime.InteropServices;

namespace Fathom.Cli;

/// <summary>Ctrl+C and SIGTERM as a token: the first asks for a good end, the second ends the process at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly List<PosixSignalRegistration> _signals = [];

    public Interrupts(CancellationToken token = default) => _source = CancellationTokenSource.CreateLinkedTokenSource(token);

    public CancellationToken Token => _source.Token;

    public static Interrupts OfProcess()
    {
        var interrupts = new Interrupts();
        interrupts.Watch(PosixSignal.SIGINT);
        interrupts.Watch(PosixSignal.SIGTERM);
        return interrupts;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _source.Dispose();
    }

    private void Watch(PosixSignal signal) => _signals.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }));
}
