namespace Fathom;

/// <summary>One kind of operation at one owner on one shape, while a profile is made.</summary>
internal sealed class ProfileEntry(ProfileKind kind, Module? owner, string name, string inputs, Shape output)
{
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

    public double HeldBytes { get; private set; }

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
            HeldBytes += recorded ? bytes : 0;
        }
    }

    /// <summary>Counts what backward has read and written.</summary>
    public void LookBackward(Node node)
    {
        KnowsBackward = true;
        Cost cost = node.Cost();
        for (int i = 0; i < node.InputCount; i++)
        {
            if (!cost.IsPart(i) && (node.InputsRead >> i & 1) != 0)
                BackwardBytes += Bytes(node.Inputs[i]);
            if (node.Inputs[i] is { NeedsGradient: true } input && input.Type.IsFloating())
                BackwardBytes += Bytes(input);
        }

        for (int slot = 0; slot < node.SlotCount; slot++)
        {
            if ((node.SlotsRead >> slot & 1) != 0)
                BackwardBytes += Bytes(node.Slots[slot]);
            if (node.Slots[slot]!.HasGradient)
                BackwardBytes += Bytes(node.Slots[slot]);
        }
    }

    /// <summary>States what is no operation moves in one step.</summary>
    public void Moves(double bytes) => ForwardBytes = bytes;

    private static double Bytes(Cell? cell) => cell is null ? 0 : (double)cell.Shape.Length * cell.Type.Size();
}
