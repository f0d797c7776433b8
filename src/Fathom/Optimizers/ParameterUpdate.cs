using System.Numerics;
using Fathom.Kernels;

namespace Fathom;

/// <summary>What an optimizer's rule sees of one parameter in one step.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly ref struct ParameterUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor[] _state;
    private readonly ReadOnlySpan<T> _g;
    private readonly Span<T> _w;
    private readonly double _scale;
    private readonly double _decay;
    private readonly double _shrink;

    internal ParameterUpdate(Span<T> w, ReadOnlySpan<T> g, Tensor[] state, long step, double lr, double scale, double decay, double shrink)
    {
        _w = w;
        _g = g;
        _state = state;
        Step = step;
        LearningRate = lr;
        _scale = scale;
        _decay = decay;
        _shrink = shrink;
    }

    /// <summary>The number of this step, from 1.</summary>
    public long Step { get; }

    /// <summary>The learning rate of this step and group.</summary>
    public double LearningRate { get; }

    /// <summary>Runs the rule over all elements, with clipping and weight decay, in one pass.</summary>
    /// <typeparam name="TRule">The rule.</typeparam>
    /// <param name="constants">The rule's numbers, at most eight.</param>
    internal void Run<TRule>(params ReadOnlySpan<double> constants)
        where TRule : struct, IUpdateRule =>
        UpdateKernel.Run<T, TRule>(_scale, _decay, _shrink, constants, _w, _g, Slot(0), Slot(1), Slot(2));

    private Span<T> Slot(int i) => i < _state.Length ? _state[i].AsSpan<T>() : default;
}
