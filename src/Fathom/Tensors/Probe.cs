using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>
/// Hears of every operation that runs on its thread while it is attached, forward and backward, and of which module runs: what profiles and monitors
/// are made from. Without any probe an operation pays one read of a static field.
/// </summary>
/// <remarks>
/// Which module runs is told by the modules themselves, because <c>Forward</c> is called directly by user code: one that has operations of its own
/// marks itself for the next operation (<see cref="Mark"/>) or until a scope ends (<see cref="Enter"/>). A module is an <see cref="object"/> here, as
/// tensors know no layers.
/// </remarks>
internal abstract class Probe
{
    [ThreadStatic]
    private static Probe? t_current;

    /// <summary>Probes attached on any thread; read first, as a thread's own field costs more.</summary>
    private static int s_attached;

    private object?[] _running = new object?[16];
    private object? _marked;
    private int _depth;

    /// <summary>The probe of this thread, or null.</summary>
    public static Probe? Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_attached == 0 ? null : t_current;
    }

    /// <summary>The module that the operation that just ran belongs to; null where none has said that it runs.</summary>
    public object? Running => _marked ?? (_depth > 0 ? _running[_depth - 1] : null);

    /// <summary>Whether the operation that just ran was marked by its module.</summary>
    protected bool IsMarked => _marked is not null;

    /// <summary>How often a module has ended.</summary>
    protected int Leaves { get; private set; }

    /// <summary>Attaches this probe to the thread until <see cref="Detach"/>.</summary>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public void Attach()
    {
        if (t_current is not null)
            throw new InvalidOperationException("This thread is being profiled already: profiles do not nest.");
        t_current = this;
        Interlocked.Increment(ref s_attached);
    }

    /// <summary>Takes it off again.</summary>
    public void Detach()
    {
        t_current = null;
        Interlocked.Decrement(ref s_attached);
        (_marked, _depth) = (null, 0);
        Array.Clear(_running);
    }

    /// <summary>The next operation belongs to <paramref name="module"/>.</summary>
    public void Mark(object module) => _marked = module;

    /// <summary>Operations belong to <paramref name="module"/> until <see cref="Leave"/>, but for those of modules that run inside it.</summary>
    public void Enter(object module)
    {
        if (_depth == _running.Length)
            Array.Resize(ref _running, 2 * _depth);
        _running[_depth++] = module;
    }

    /// <summary>Ends the last <see cref="Enter"/>.</summary>
    public void Leave()
    {
        _depth = Math.Max(0, _depth - 1);
        Leaves++;
    }

    /// <summary>An operation has run; its inputs and slots are still there.</summary>
    public void Ran(Node node, bool recorded)
    {
        OnForward(node, recorded);
        _marked = null;
    }

    /// <summary>An operation has run. The node is only lent.</summary>
    protected abstract void OnForward(Node node, bool recorded);

    /// <summary>An operation's backward has run; the gradients of its results and inputs are still there. The node is only lent.</summary>
    public abstract void OnBackward(Node node);
}
