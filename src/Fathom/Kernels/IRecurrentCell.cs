using System.Numerics;

namespace Fathom.Kernels;

/// <summary>The formulas of one kind of recurrent cell, for one vector of hidden units of one sequence at one step. <see cref="Recurrence{C, T}"/> does the rest.</summary>
internal interface IRecurrentCell
{
    /// <summary>G: the blocks of H rows in the two weight matrices.</summary>
    static abstract int Gates { get; }

    /// <summary>The blocks of H numbers kept of each step for backward; the first G of them hold the input's projection until the step is taken.</summary>
    static abstract int Kept { get; }

    /// <summary>Whether there is a second state, c.</summary>
    static abstract bool HasCells { get; }

    /// <summary>Whether the gradient before a gate is another on the way to h than on the way to x, as in a GRU. The two biases then stand one after the other, else as their sum.</summary>
    static abstract bool Splits { get; }

    /// <summary>Takes the step for the units from <paramref name="j"/> on: gates into what is kept, the new state.</summary>
    static abstract void Forward<V, T>(in RecurrentRow<T> row, nint j)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>From the gradient of the new h: the gradients before the gates, and that of c. Returns what reaches the old h past the gates.</summary>
    static abstract V Backward<V, T>(in RecurrentRow<T> row, V dh, nint j)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>One sequence of the batch at one step: where its numbers stand.</summary>
internal unsafe struct RecurrentRow<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>H.</summary>
    public nint Width;

    /// <summary>Blocks of H: see <see cref="IRecurrentCell.Kept"/>.</summary>
    public T* Kept;

    /// <summary>W_hh · h, G blocks of H; the biases.</summary>
    public T* Product, Bias;

    /// <summary>The states before and after.</summary>
    public T* HBefore, CBefore, H, C;

    /// <summary>The gradients before the gates on the way to x and to h (the same unless the cell splits), and the gradient of c, which is replaced by that of the c before.</summary>
    public T* DX, DH, DC;

    /// <summary>Reads block <paramref name="gate"/> of what is kept.</summary>
    public readonly V Gate<V>(int gate, nint j)
        where V : struct, IVec<V, T> => V.Load(ref *Kept, (gate * Width) + j);

    /// <summary>Writes block <paramref name="gate"/> of what is kept.</summary>
    public readonly void Keep<V>(V value, int gate, nint j)
        where V : struct, IVec<V, T> => V.Store(value, ref *Kept, (gate * Width) + j);

    /// <summary>W_ih·x + W_hh·h + b of a gate.</summary>
    public readonly V Before<V>(int gate, nint j)
        where V : struct, IVec<V, T> => Gate<V>(gate, j) + V.Load(ref *Product, (gate * Width) + j) + V.Load(ref *Bias, (gate * Width) + j);
}
