using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>
/// Hears of every operation that runs on its thread while it is attached, forward and backward, and of which module runs: what profiles, monitors and
/// hooks are made from. Without any probe an operation pays one read of a static field. Several form a chain; each hears all.
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

    [ThreadStatic]
    private static bool t_silent;

    /// <summary>Probes attached on any thread; read first, as a thread's own field costs more.</summary>
    private static int s_attached;

    private object?[] _running = new object?[16];
    private object? _marked;
    private int _depth;

    /// <summary>The next of the chain. It stays after <see cref="Detach"/>, so that scopes that are open still end for those behind.</summary>
    private Probe? _outer;

    /// <summary>The newest probe of this thread, or null.</summary>
    public static Probe? Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_attached == 0 || t_silent ? null : t_current;
    }

    /// <summary>Whether a probe of this thread wants the output of every layer, so that layers must not be done together (<c>IJoined</c>).</summary>
    public static bool Splits
    {
        get
        {
            for (Probe? probe = Current; probe is not null; probe = probe._outer)
            {
                if (probe.SplitsJoined)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Whether it is attached to a thread.</summary>
    public bool IsAttached { get; private set; }

    /// <summary>The module that the operation that just ran belongs to; null where none has said that it runs.</summary>
    public object? Running => _marked ?? Innermost;

    /// <summary>The module whose scope was opened last.</summary>
    protected object? Innermost => _depth > 0 ? _running[_depth - 1] : null;

    /// <summary>How many scopes are open.</summary>
    protected int Depth => _depth;

    /// <summary>Whether the operation that just ran was marked by its module.</summary>
    protected bool IsMarked => _marked is not null;

    /// <summary>How often a module has ended.</summary>
    protected int Leaves { get; private set; }

    /// <summary>Whether it wants the output of every layer.</summary>
    protected virtual bool SplitsJoined => false;

    /// <summary>Whether it can be attached beside another.</summary>
    protected virtual bool Bears(Probe other) => true;

    /// <summary>Attaches this probe to the thread until <see cref="Detach"/>.</summary>
    /// <exception cref="InvalidOperationException">There is one already that does not bear it: a profile beside a profile.</exception>
    public void Attach()
    {
        for (Probe? probe = t_current; probe is not null; probe = probe._outer)
        {
            if (!probe.Bears(this) || probe == this)
                throw new InvalidOperationException("This thread is being profiled already: profiles do not nest.");
        }

        (_outer, t_current) = (t_current, this);
        IsAttached = true;
        Interlocked.Increment(ref s_attached);
    }

    /// <summary>Takes it off again; nothing where it is off already.</summary>
    /// <exception cref="InvalidOperationException">It is attached to another thread.</exception>
    public void Detach()
    {
        if (!IsAttached)
            return;
        if (t_current == this)
        {
            t_current = _outer;
        }
        else
        {
            Probe? inner = t_current;
            while (inner is not null && inner._outer != this)
                inner = inner._outer;
            if (inner is null)
                throw new InvalidOperationException("It was attached on another thread; take it off there.");
            inner._outer = _outer;
        }

        IsAttached = false;
        Interlocked.Decrement(ref s_attached);
        (_marked, _depth) = (null, 0);
        Array.Clear(_running);
    }

    /// <summary>The next operation belongs to <paramref name="module"/>.</summary>
    public void Mark(object module)
    {
        for (Probe? probe = this; probe is not null; probe = probe._outer)
            probe._marked = module;
    }

    /// <summary>Operations belong to <paramref name="module"/> until <see cref="Leave"/>, but for those of modules that run inside it.</summary>
    public void Enter(object module)
    {
        for (Probe? probe = this; probe is not null; probe = probe._outer)
        {
            if (probe._depth == probe._running.Length)
                Array.Resize(ref probe._running, 2 * probe._depth);
            probe._running[probe._depth++] = module;
            probe.OnEnter();
        }
    }

    /// <summary>Ends the last <see cref="Enter"/>.</summary>
    public void Leave()
    {
        for (Probe? probe = this, outer; probe is not null; probe = outer)
        {
            outer = probe._outer;
            if (!probe.IsAttached)
                continue;
            object? module = probe.Innermost;
            probe._depth = Math.Max(0, probe._depth - 1);
            probe.Leaves++;
            if (module is not null)
                probe.OnLeave(module);
        }
    }

    /// <summary>The module that runs gives this, which may be no operation's result but a view or its input.</summary>
    public void Gives(Cell y)
    {
        for (Probe? probe = this; probe is not null; probe = probe._outer)
            probe.OnGives(y);
    }

    /// <summary>An operation has run; its inputs and slots are still there.</summary>
    public void Ran(Node node, bool recorded)
    {
        for (Probe? probe = this, outer; probe is not null; probe = outer)
        {
            outer = probe._outer;
            probe.OnForward(node, recorded);
            probe._marked = null;
        }
    }

    /// <summary>An operation's backward has run; the gradients of its results and inputs are still there.</summary>
    public void RanBackward(Node node)
    {
        for (Probe? probe = this, outer; probe is not null; probe = outer)
        {
            outer = probe._outer;
            probe.OnBackward(node);
        }
    }

    /// <summary>No probe of this thread hears anything until the scope ends: what a probe computes itself is nobody's business.</summary>
    protected static Silence Silent() => new(t_silent);

    /// <summary>A module has begun.</summary>
    protected virtual void OnEnter()
    {
    }

    /// <summary>A module has ended.</summary>
    protected virtual void OnLeave(object module)
    {
    }

    /// <summary>The module that runs gives this.</summary>
    protected virtual void OnGives(Cell y)
    {
    }

    /// <summary>An operation has run. The node is only lent.</summary>
    protected abstract void OnForward(Node node, bool recorded);

    /// <summary>An operation's backward has run; the gradients of its results and inputs are still there. The node is only lent.</summary>
    protected abstract void OnBackward(Node node);

    /// <summary>While it is open, probes hear nothing.</summary>
    protected readonly ref struct Silence : IDisposable
    {
        private readonly bool _before;

        internal Silence(bool before) => (_before, t_silent) = (before, true);

        /// <summary>Ends it.</summary>
        public void Dispose() => t_silent = _before;
    }
}
