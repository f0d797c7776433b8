using System.Numerics;

namespace Fathom.Kernels;

/// <summary>The numbers of one pass of <see cref="Recurrence{C, T}"/> over a batch of sequences, time first.</summary>
/// <remarks>With S steps, N rows (sequences), H units, P outputs (H, or fewer where h is projected) and G gates.</remarks>
internal unsafe struct RecurrentPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Steps, Rows, Width, Outputs;

    /// <summary>Whether time runs from the last step to the first.</summary>
    public bool Reverse;

    /// <summary>How long each sequence is, or null: all last all steps.</summary>
    public long* Lengths;

    /// <summary>Forward W_hhᵀ (P×GH), backward W_hh (GH×P).</summary>
    public MatMulOperand<T> Hidden;

    /// <summary>Whether h is a projection of o ∘ tanh c; forward W_hrᵀ (H×P), backward W_hr (P×H).</summary>
    public bool Projects;
    public MatMulOperand<T> Projection;

    /// <summary>Kept (S, N, blocks·H) begins as the input's projection; Product (N, GH) is scratch.</summary>
    public T* Kept, Product, Bias;

    /// <summary>States (S + 1, N, ·), of which one end holds the first when the pass begins; outputs (S, N, P); the unprojected h (S, N, H).</summary>
    public T* H, C, Y, Raw;

    /// <summary>Gradients: of the outputs (S, N, P); before the gates (S, N, GH), on the way to x and to h; of the states (N, ·), from last to first as the pass runs.</summary>
    public T* DY, DX, DHidden, DH, DC;

    /// <summary>The sums of DX and DHidden over all steps and sequences, to be cleared by the caller: GH numbers each for every piece; null where not wanted.</summary>
    public T* SumX, SumHidden;

    /// <summary>Gradients of projected h (S, N, P) and of unprojected h (N, H).</summary>
    public T* DProjected, DRaw;

    /// <summary>How long sequence <paramref name="n"/> is.</summary>
    public readonly long Length(nint n) => Lengths is null ? Steps : Lengths[n];

    /// <summary>The place in time of step number <paramref name="s"/>, and where the states before and after it stand.</summary>
    public readonly (int Time, int Before, int After) Step(int s) => Reverse ? (Steps - 1 - s, Steps - s, Steps - 1 - s) : (s, s, s + 1);

    /// <summary>The sequences of a piece, and the longest length among them.</summary>
    public readonly (int From, int To, int Longest) Cut(int piece, int pieces)
    {
        int from = (int)((long)Rows * piece / pieces), to = (int)((long)Rows * (piece + 1) / pieces);
        long longest = 0;
        for (int n = from; n < to; n++)
            longest = Math.Max(longest, Length(n));
        return (from, to, (int)Math.Min(longest, Steps));
    }
}
