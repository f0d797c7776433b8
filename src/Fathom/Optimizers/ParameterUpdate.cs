using System.Numerics;
using Fathom.Kernels;

namespace Fathom;

/// <summary>What an optimizer's rule sees of one parameter in one step: weights, gradient and state, all flat and of one length.</summary>
/// <remarks>A rule of one's own is a loop; clipping and weight decay, coupled or not, are in <see cref="TakeGradient"/>:<code>
/// Span&lt;T&gt; w = u.Weights;
/// T lr = T.CreateTruncating(u.LearningRate);
/// for (int i = 0; i &lt; w.Length; i++)
/// {
///     T g = u.TakeGradient(i);
///     w[i] -= lr * g;
/// }
/// </code></remarks>
/// <typeparam name="T">float or double.</typeparam>
public readonly unsafe ref struct ParameterUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor[] _state;
    private readonly ReadOnlySpan<T> _g;
    private readonly Span<T> _w;
    private readonly double _scale;
    private readonly double _decay;
    private readonly double _shrink;
    private readonly int _buffers;
    private readonly UpdateBatch _batch;

    internal ParameterUpdate(UpdateBatch batch, Span<T> w, ReadOnlySpan<T> g, in Shape shape, Tensor[] state, int scalars, long step, double lr, double scale, double decay, double shrink)
    {
        _batch = batch;
        _w = w;
        _g = g;
        Shape = shape;
        _state = state;
        _buffers = state.Length - scalars;
        Step = step;
        LearningRate = lr;
        _scale = scale;
        _decay = decay;
        _shrink = shrink;
    }

    /// <summary>The parameter's shape; values, gradient and state lie flat and row-major.</summary>
    public Shape Shape { get; }

    /// <summary>The number of this parameter's step, from 1: steps in which it was frozen or had no gradient are not counted.</summary>
    public long Step { get; }

    /// <summary>The learning rate of this step and group.</summary>
    public double LearningRate { get; }

    /// <summary>The parameter's values, to be changed in place.</summary>
    public Span<T> Weights => _w;

    /// <summary>One slot of the parameter's state, to be changed in place; zeros before the first step.</summary>
    /// <param name="slot">The place of the slot's name in the optimizer's <c>StateNames</c>, from 0.</param>
    public Span<T> State(int slot) => _state[slot].AsSpan<T>();

    /// <summary>One number kept for the parameter, to be changed in place; 0 before the first step.</summary>
    /// <param name="slot">The place of its name in the optimizer's <c>ScalarNames</c>, from 0.</param>
    public ref double Scalar(int slot) => ref _state[_buffers + slot].AsSpan<double>()[0];

    /// <summary>
    /// The gradient at one element as the rule must use it, clipped and with L2 decay: s·g + λ·w. Where the optimizer decouples weight decay,
    /// λ is left out here and the weight is shrunk instead: w ← (1 − lr·λ)·w.
    /// </summary>
    /// <remarks>Call it once for each element and before changing its weight: it reads the weight, and with decoupled decay changes it.</remarks>
    /// <param name="i">The element, from 0.</param>
    public T TakeGradient(int i)
    {
        ref T w = ref _w[i];
        T g = T.FusedMultiplyAdd(T.CreateTruncating(_decay), w, _g[i] * T.CreateTruncating(_scale));
        w *= T.CreateTruncating(_shrink);
        return g;
    }

    /// <summary>Has the rule run over all elements, with clipping and weight decay, in one pass: at the end of the optimizer's step, together with
    /// the other parameters.</summary>
    /// <typeparam name="TRule">The rule.</typeparam>
    /// <param name="constants">The rule's numbers, at most eight.</param>
    internal void Run<TRule>(params ReadOnlySpan<double> constants)
        where TRule : struct, IUpdateRule => Hand<TRule>(Slot(0), Slot(1), Slot(2), constants);

    /// <summary>Runs the rule at once, with memory of the caller's in the second slot, for what a rule hands on within a step.</summary>
    internal void RunInto<TRule>(Span<T> second, params ReadOnlySpan<double> constants)
        where TRule : struct, IUpdateRule
    {
        Hand<TRule>(Slot(0), second, default, constants);
        _batch.Run();
    }

    private void Hand<TRule>(Span<T> s0, Span<T> s1, Span<T> s2, ReadOnlySpan<double> constants)
        where TRule : struct, IUpdateRule
    {
        fixed (T* w = _w, g = _g, p0 = s0, p1 = s1, p2 = s2)
        {
            var task = new UpdateTask { Rule = &UpdateKernel.Run<T, TRule>, W = w, G = g, S0 = p0, S1 = p1, S2 = p2, Length = _w.Length, Scale = _scale, Decay = _decay, Shrink = _shrink };
            constants.CopyTo(task.Constants);
            if (Block.StaysInPlace(_w.Length * (long)sizeof(T)))
                _batch.Add(task);
            else
                UpdateKernel.Run<T, TRule>(task, 0, _w.Length);
        }
    }

    private Span<T> Slot(int i) => i < _buffers ? _state[i].AsSpan<T>() : default;
}
