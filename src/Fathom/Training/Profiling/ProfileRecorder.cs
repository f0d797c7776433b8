using System.Diagnostics;

namespace Fathom;

/// <summary>
/// Counts the time, or the allocated bytes, since the last operation ended towards the operation that ends now: so every moment of a step belongs to
/// something, and the rows add up to the step. What the recorder itself does between two readings is left out.
/// </summary>
/// <remarks>
/// <para>An operation belongs to the module that marked it; else to the one below the running module whose parameter it reads; else to the module that holds
/// the layer that ran last, unless a module has ended since; else to the running module. Library layers all mark themselves, and containers mark what
/// they hold, so only operations of user layers called by other user layers are placed by the last two rules.</para>
/// <para>A step does the same operations in the same order as the step before, so an operation is looked up by its place in the order and only compared;
/// a place that differs is looked up anew.</para>
/// </remarks>
internal sealed class ProfileRecorder : Probe
{
    private readonly ProfileOwners _owners;
    private readonly Dictionary<(Module?, ProfileKind, string, string, bool), int> _known = [];
    private readonly List<ProfileEntry> _entries = [];
    private readonly List<Seen> _order = [];
    private long[] _forward = new long[64], _backward = new long[64];
    private readonly long _readingCost = ReadingCost();
    private long _last;
    private int _place, _leaves;
    private object? _context;

    public ProfileRecorder(Module model) => _owners = new ProfileOwners(model);

    /// <summary>What was seen, in the order of first sight.</summary>
    public IReadOnlyList<ProfileEntry> Entries => _entries;

    /// <summary>Whether bytes are counted instead of time.</summary>
    public bool CountsBytes { get; set; }

    /// <summary>What the operations that run now are for.</summary>
    public ProfileKind Phase { get; set; } = ProfileKind.Layer;

    /// <summary>A place for what is no operation.</summary>
    public int Place(ProfileKind kind, string name)
    {
        _entries.Add(new ProfileEntry(kind, null, name, "", []));
        Grow();
        return _entries.Count - 1;
    }

    /// <summary>A module's path; its type's name where it is not among the network's parts.</summary>
    public string PathOf(Module module) => _owners.Paths.GetValueOrDefault(module, $"({module.GetType().Name})");

    /// <summary>Begins a step.</summary>
    public void Begin()
    {
        Array.Clear(_forward);
        Array.Clear(_backward);
        foreach (ProfileEntry entry in _entries)
            entry.Calls = 0;
        (_place, _context) = (0, null);
        Attach();
        _last = Now();
    }

    /// <summary>What happened since the last operation belongs to a place.</summary>
    public void Lap(int place)
    {
        _forward[place] += Elapsed();
        _entries[place].Calls = 1;
        _last = Now();
    }

    /// <summary>Ends a step: what each entry took, forward and backward, in ticks or bytes.</summary>
    public (long[] Forward, long[] Backward) End()
    {
        Detach();
        return (_forward.AsSpan(0, _entries.Count).ToArray(), _backward.AsSpan(0, _entries.Count).ToArray());
    }

    protected override void OnBackward(Node node)
    {
        long elapsed = Elapsed();
        if (node.ProbeIndex is var index and >= 0)
        {
            _backward[index] += elapsed;
            if (!_entries[index].KnowsBackward)
                _entries[index].LookBackward(node);
        }

        _last = Now();
    }

    protected override bool Bears(Probe other) => other is not ProfileRecorder;

    protected override void OnForward(Node node, bool recorded)
    {
        long elapsed = Elapsed();
        if (Leaves != _leaves)
            (_leaves, _context) = (Leaves, null);
        object? running = Running;
        Cell? parameter = Parameter(node);
        Seen seen = _place < _order.Count ? _order[_place] : default;
        if (seen.Name != (object)node.Name || seen.Running != running || seen.Parameter != parameter || seen.Phase != Phase || seen.Recorded != recorded || seen.Output != node.Slots[0]!.Shape)
            seen = Look(node, running, parameter, recorded);
        _context = seen.Context;
        _forward[seen.Entry] += elapsed;
        _entries[seen.Entry].Calls++;
        node.ProbeIndex = seen.Entry;
        _place++;
        _last = Now();
    }

    /// <summary>The first parameter among the inputs.</summary>
    private static Cell? Parameter(Node node)
    {
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Inputs[i]?.Root is { Producer: null, Pooled: false } root)
                return root;
        }

        return null;
    }

    /// <summary>What a pair of readings costs itself, so that it is not counted as somebody's.</summary>
    private static long ReadingCost()
    {
        long least = long.MaxValue;
        for (int i = 0; i < 64; i++)
            least = Math.Min(least, -(Stopwatch.GetTimestamp() - Stopwatch.GetTimestamp()));
        return Math.Max(0, least);
    }

    private long Now() => CountsBytes ? GC.GetAllocatedBytesForCurrentThread() : Stopwatch.GetTimestamp();

    private long Elapsed() => Math.Max(0, Now() - _last - (CountsBytes ? 0 : _readingCost));

    private Seen Look(Node node, object? running, Cell? parameter, bool recorded)
    {
        (Module? owner, object? context) = Phase == ProfileKind.Layer ? _owners.Of(node, (Module?)running, IsMarked, (Module?)_context) : (null, null);
        string inputs = ProfileEntry.Shapes(node);
        if (!_known.TryGetValue((owner, Phase, node.Name, inputs, recorded), out int entry))
        {
            entry = _entries.Count;
            _known.Add((owner, Phase, node.Name, inputs, recorded), entry);
            _entries.Add(new ProfileEntry(Phase, owner, node.Name, inputs, node.Slots[0]!.Shape));
            Grow();
            _entries[entry].LookForward(node, recorded);
        }

        for (int i = 0; i < node.InputCount && recorded; i++)
        {
            if (node.ReadsInput(i) && node.Inputs[i]?.Root is { Producer: { ProbeIndex: >= 0 } producer } root)
                _entries[producer.ProbeIndex].Hold(Array.IndexOf(producer.Slots, root));
        }

        var seen = new Seen(entry, node.Name, running, parameter, Phase, recorded, node.Slots[0]!.Shape, context);
        if (_place < _order.Count)
            _order[_place] = seen;
        else
            _order.Add(seen);
        return seen;
    }

    private void Grow()
    {
        if (_entries.Count <= _forward.Length)
            return;
        Array.Resize(ref _forward, 2 * _forward.Length);
        Array.Resize(ref _backward, 2 * _backward.Length);
    }

    /// <summary>What ran at one place of the order.</summary>
    private readonly record struct Seen(int Entry, string? Name, object? Running, Cell? Parameter, ProfileKind Phase, bool Recorded, Shape Output, object? Context);
}
