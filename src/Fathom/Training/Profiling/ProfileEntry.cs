namespace Fathom;

/// <summary>One kind of operation at one owner on one shape, while a profile is made.</summary>
internal sealed class ProfileEntry(ProfileKind kind, Module? owner, string name, string inputs, Shape output)
{
    private readonly List<double> _slots = [];
    private ulong _held;

    public ProfileKind Kind { get; } = kind;

    public Module? Owner { get; } = owner;

    public string Name { get; } = name;

    public string Inputs { get; } = inputs;

    public Shape Output { get; } = output;

    /// <summary>How often it ran forward in this step.</summary>
    public int Calls { get; set; }

    /// <summary>Of one run.</summary>
    public double ForwardWork { get; private set; }

    public double BackwardWork { get; private set; }

    public double ForwardBytes { get; private set; }

    public double BackwardBytes { get; private set; }

    public double HeldBytes => _slots.Where((_, slot) => (_held >> slot & 1) != 0).Sum();

    public bool KnowsBackward { get; private set; }

    /// <summary>The shapes of a node's inputs between spaces.</summary>
    public static string Shapes(Node node)
    {
        var shapes = new List<string>();
        foreach (Cell? input in node.Inputs.AsSpan(0, node.InputCount))
        {
            if (input is not null)
                shapes.Add(input.Shape.ToString());
        }

        return string.Join(' ', shapes);
    }

    /// <summary>Counts what forward does, and what it leaves for backward.</summary>
    public void LookForward(Node node, bool recorded)
    {
        Cost cost = node.Cost();
        (ForwardWork, BackwardWork) = (cost.Forward, recorded ? cost.Backward : 0);
        ForwardBytes = cost.PartBytes;
        for (int i = 0; i < node.InputCount; i++)
            ForwardBytes += cost.IsPart(i) ? 0 : Bytes(node.Inputs[i]);
        for (int slot = 0; slot < node.SlotCount; slot++)
        {
            double bytes = Bytes(node.Slots[slot]);
            ForwardBytes += recorded || node.IsResult(slot) ? bytes : 0;
            _slots.Add(bytes);
            if (recorded && node.ReadsSlot(slot))
                Hold(slot);
        }
    }

    /// <summary>A slot's values are read in backward, by this operation or by one that reads them as its input: they are held until then.</summary>
    public void Hold(int slot) => _held |= 1ul << slot;

    /// <summary>Counts what backward reads, as the operation says, and writes.</summary>
    public void LookBackward(Node node)
    {
        KnowsBackward = true;
        Cost cost = node.Cost();
        for (int i = 0; i < node.InputCount; i++)
        {
            if (!cost.IsPart(i) && node.ReadsInput(i))
                BackwardBytes += Bytes(node.Inputs[i]);
            if (node.Inputs[i] is { NeedsGradient: true } input && input.Type.IsFloating())
                BackwardBytes += Bytes(input);
        }

        for (int slot = 0; slot < node.SlotCount; slot++)
        {
            if (node.ReadsSlot(slot))
                BackwardBytes += Bytes(node.Slots[slot]);
            if (node.Slots[slot]!.HasGradient)
                BackwardBytes += Bytes(node.Slots[slot]);
        }
    }

    /// <summary>States what is no operation moves in one step.</summary>
    public void Moves(double bytes) => ForwardBytes = bytes;

    private static double Bytes(Cell? cell) => cell is null ? 0 : (double)cell.Shape.Length * cell.Type.Size();
}
