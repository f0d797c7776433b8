using System.Diagnostics.CodeAnalysis;

namespace Fathom;

/// <summary>One run of an operation: its inputs, its slots (results and kept values), and what backward needs to know.</summary>
internal abstract class Node
{
    private static long _created;

    public Cell?[] Inputs = new Cell?[4];
    public int[] InputVersions = new int[4];
    public int InputCount;
    public Cell?[] Slots = new Cell?[4];
    public int[] SlotVersions = new int[4];
    public int SlotCount;

    /// <summary>The slot is a value kept for backward, not a result.</summary>
    public uint KeptSlots;

    /// <summary>The slot has a gradient.</summary>
    public uint DifferentiableSlots;

    /// <summary>Whose values backward reads, as the operation states it.</summary>
    public BackwardReads Reads;

    /// <summary>Backward has run, and this node no longer counts as a reader.</summary>
    public bool Served;

    /// <summary>The floating-point type the operation computes in.</summary>
    public DType Type;

    /// <summary>Creation order: backward runs from the newest to the oldest.</summary>
    public long Order;
    public bool Queued;

    /// <summary>Where a profile counts this run.</summary>
    public int ProbeIndex = -1;
    public Workspace Workspace = null!;

    /// <summary>The operation's name, as errors and pictures show it.</summary>
    public abstract string Name { get; }

    /// <summary>The operation with its attributes, for pictures of the graph.</summary>
    public abstract object Operation { get; }

    public abstract void RunBackward();

    /// <summary>What the operation counts of itself.</summary>
    public abstract Cost Cost();

    /// <summary>Gives the node back to its pool.</summary>
    public abstract void Release();

    public static long NextOrder() => Interlocked.Increment(ref _created);

    public void SetInputs(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length > Inputs.Length)
        {
            Inputs = new Cell?[inputs.Length];
            InputVersions = new int[inputs.Length];
        }

        InputCount = inputs.Length;
        for (int i = 0; i < inputs.Length; i++)
            Inputs[i] = inputs[i].IsNone ? null : inputs[i].Cell;
    }

    public int AddSlot(Cell cell, bool kept, bool differentiable)
    {
        if (SlotCount == Slots.Length)
            GrowSlots();
        Slots[SlotCount] = cell;
        if (kept)
            KeptSlots |= 1u << SlotCount;
        if (differentiable)
            DifferentiableSlots |= 1u << SlotCount;
        return SlotCount++;
    }

    public bool IsResult(int slot) => (KeptSlots & (1u << slot)) == 0;

    public void RecordVersions()
    {
        for (int i = 0; i < InputCount; i++)
            InputVersions[i] = Inputs[i]?.Block?.Version ?? 0;
        for (int i = 0; i < SlotCount; i++)
            SlotVersions[i] = Slots[i]?.Block?.Version ?? 0;
    }

    /// <summary>Whether backward reads the values of an input. Inputs beyond the last bit share it.</summary>
    public bool ReadsInput(int i) => ((uint)Reads >> Math.Min(i, 30) & 1) != 0;

    public bool ReadsSlot(int slot) => slot > 0 || !IsResult(slot) || (Reads & BackwardReads.Result) != 0;

    private void GrowSlots()
    {
        Array.Resize(ref Slots, SlotCount * 2);
        Array.Resize(ref SlotVersions, SlotCount * 2);
    }

    protected void Clear()
    {
        Array.Clear(Inputs, 0, InputCount);
        Array.Clear(Slots, 0, SlotCount);
        InputCount = 0;
        SlotCount = 0;
        KeptSlots = 0;
        DifferentiableSlots = 0;
        Queued = false;
        ProbeIndex = -1;
        Served = false;
    }

    [DoesNotReturn]
    public void ThrowMissing(int input) =>
        throw new StepException($"{Name}: input {input} is absent and has no values. Ask Has({input}) first.");

    [DoesNotReturn]
    public void ThrowUnread(string what) =>
        throw new StepException($"{Name}: backward reads {what}, which the operation does not state among its Reads ({Reads}).");

    [DoesNotReturn]
    public void ThrowChanged(string what) =>
        throw new StepException($"{Name}: {what} was changed between forward and backward, so its gradient would be wrong. Run forward again after the change, or change the tensor after backward (optimizers step after Backward).");
}

/// <summary>The node of one kind of operation, with a pool of its own so that a step makes none.</summary>
internal sealed class Node<TOp> : Node
    where TOp : struct, IOp<TOp>
{
    private static readonly string TypeName = typeof(TOp).Name;

    [ThreadStatic]
    private static Stock<Node<TOp>> _free;

    private TOp _op;

    public override string Name => TypeName;

    public override object Operation => _op;

    public static Node<TOp> Rent(Workspace workspace, TOp op)
    {
        Node<TOp> node = _free.Count > 0 ? _free.Pop() : new Node<TOp>();
        node._op = op;
        node.Reads = TOp.Reads;
        node.Workspace = workspace;
        node.Order = NextOrder();
        return node;
    }

    public override void RunBackward()
    {
        int mark = Workspace.ScratchMark();
        try
        {
            if (Type == DType.Float64)
                _op.Backward(new Backward<double>(this));
            else
                _op.Backward(new Backward<float>(this));
        }
        finally
        {
            Workspace.ReleaseScratch(mark);
        }
    }

    public override Cost Cost()
    {
        var cost = new Cost(this);
        _op.Cost(ref cost);
        return cost;
    }

    public override void Release()
    {
        Clear();
        _op = default;
        _free.Push(this);
    }
}
