using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>What an optimizer does to one parameter in one step: where its numbers stand, and the rule with its constants.</summary>
/// <remarks>Plain addresses: the memory must not move until the task has run.</remarks>
internal unsafe struct UpdateTask
{
    public const int MaxConstants = 8;

    /// <summary>The rule, made for the number type: task, first element, number of elements.</summary>
    public delegate*<in UpdateTask, nint, nint, void> Rule;

    /// <summary>The parameter, its gradient, and its state slots (null where there is none).</summary>
    public void* W, G, S0, S1, S2;

    /// <summary>Elements.</summary>
    public nint Length;

    /// <summary>The clipping coefficient (1 without), λ of L2 decay (0 without), 1 − lr·λ of decoupled decay (1 without).</summary>
    public double Scale, Decay, Shrink;

    /// <summary>The rule's own numbers.</summary>
    public Numbers Constants;

    [InlineArray(MaxConstants)]
    public struct Numbers
    {
        private double _first;
    }
}
