namespace Fathom.Tests.Tensors;

/// <summary>y = 2x that throws in one of its three parts, after it has taken memory there; with "nothing" it works.</summary>
internal readonly record struct FailsIn(string Part) : IOp<FailsIn>
{
    void IOp<FailsIn>.Plan(ref Plan p)
    {
        p.Result(p[0]);
        p.Keep(p[0]);
        Throw("Plan");
    }

    void IOp<FailsIn>.Forward<T>(in Forward<T> f)
    {
        f.Scratch(100).Clear();
        Throw("Forward");
        f.Y(1).Clear();
        for (int i = 0; i < f.Y().Length; i++)
            f.Y()[i] = f.X(0)[i] + f.X(0)[i];
    }

    void IOp<FailsIn>.Backward<T>(in Backward<T> b)
    {
        b.Scratch(100).Clear();
        Span<T> dx = b.DX(0);
        for (int i = 0; i < dx.Length; i++)
            dx[i] += b.DY()[i] + b.DY()[i];
        Throw("Backward");
    }

    private void Throw(string part)
    {
        if (part == Part)
            throw new InvalidDataException(part);
    }
}
