using System.Buffers;
using System.Globalization;

namespace Fathom;

/// <summary>What <see cref="RNN"/>, <see cref="LSTM"/> and <see cref="GRU"/> share: layers upon layers, directions, states, lengths, and dropout in between.</summary>
public abstract class RecurrentLayer : Layer, IRandom
{
    private static readonly string[] s_names = ["weight_ih_l", "weight_hh_l", "bias_ih_l", "bias_hh_l", "weight_hr_l"];

    /// <summary>Of every layer and direction: W_ih, W_hh, b_ih, b_hh, W_hr, the last three optional.</summary>
    private readonly Tensor[] _parameters;

    /// <summary>Makes the parameters, uniform in ±1/√hidden.</summary>
    /// <param name="gates">The blocks of H rows in a weight matrix.</param>
    /// <param name="inputs">D: the length of the input's last axis.</param>
    /// <param name="hidden">H: the units of each layer and direction.</param>
    /// <param name="layers">How many layers stand upon each other.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="batchFirst">Whether the input is (N, T, D) instead of (T, N, D).</param>
    /// <param name="dropout">The probability of dropping an output between layers, in training.</param>
    /// <param name="bidirectional">Whether each layer also runs backwards in time.</param>
    /// <param name="projected">P: what h is projected to, or 0 for no projection.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    private protected RecurrentLayer(int gates, int inputs, int hidden, int layers, bool bias, bool batchFirst, double dropout, bool bidirectional, int projected, Rng? rng)
    {
        Inputs = Require.Positive(inputs, nameof(inputs));
        Hidden = Require.Positive(hidden, nameof(hidden));
        if (hidden > int.MaxValue / (2 * gates))
            throw new ArgumentOutOfRangeException(nameof(hidden), hidden, $"hidden is {hidden}; expected at most {int.MaxValue / (2 * gates)}, as weights have up to {2 * gates} rows or columns for each unit.");
        LayerCount = Require.Positive(layers, nameof(layers));
        DropoutProbability = Require.Probability(dropout, nameof(dropout));
        if (projected < 0 || projected >= hidden)
            throw new ArgumentOutOfRangeException(nameof(projected), $"projected is {projected}; expected less than hidden, {hidden}, or 0 for no projection.");
        (HasBias, IsBatchFirst, IsBidirectional, Projection) = (bias, batchFirst, bidirectional, projected);
        rng ??= Rng.Default;
        // One by one, as a file can claim any number of layers: the first that is too much ends it.
        var parameters = new List<Tensor>();
        double limit = 1 / Math.Sqrt(hidden);
        for (long k = 0; k < (long)layers * Directions; k++)
        {
            int width = k < Directions ? inputs : Directions * Outputs;
            Add(true, [gates * hidden, width]);
            Add(true, [gates * hidden, Outputs]);
            Add(bias, [gates * hidden]);
            Add(bias, [gates * hidden]);
            Add(projected > 0, [projected, hidden]);
        }

        _parameters = [.. parameters];

        void Add(bool present, Shape shape)
        {
            Tensor parameter = present ? Tensor.Parameter(shape) : default;
            if (present)
                rng.Uniform(parameter, -limit, limit);
            parameters.Add(parameter);
        }

        Rng = rng.Fork();
    }

    /// <summary>D: the length of the input's last axis.</summary>
    public int Inputs { get; }

    /// <summary>H: the units of each layer and direction.</summary>
    public int Hidden { get; }

    /// <summary>How many layers stand upon each other.</summary>
    public int LayerCount { get; }

    /// <summary>Whether there are biases.</summary>
    public bool HasBias { get; }

    /// <summary>Whether the input is (N, T, D) instead of (T, N, D).</summary>
    public bool IsBatchFirst { get; }

    /// <summary>The probability of dropping an output between layers, in training.</summary>
    public double DropoutProbability { get; }

    /// <summary>Whether each layer also runs backwards in time.</summary>
    public bool IsBidirectional { get; }

    /// <summary>The stream that the masks between layers are drawn from.</summary>
    public Rng Rng { get; internal set; }

    /// <summary>P: what h is projected to, or 0.</summary>
    private protected int Projection { get; }

    private protected abstract bool HasCells { get; }

    private int Directions => IsBidirectional ? 2 : 1;

    private int Outputs => Projection > 0 ? Projection : Hidden;

    private int Time => IsBatchFirst ? 1 : 0;

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => _parameters.Select((tensor, i) => (Part)(NameOf(i), tensor));

    /// <summary>The outputs of all time steps, from a state of zeros.</summary>
    /// <param name="x">(N, T, D), time first (T, N, D), or a single sequence (T, D).</param>
    public override Tensor Forward(Tensor x) => Interior.Begin().Result(Run(x, default, default, wantState: false).Output);

    /// <summary>The outputs of all time steps and the state after the last, which a next piece of the sequence can go on from.</summary>
    /// <param name="x">(N, T, D), time first (T, N, D), or a single sequence (T, D).</param>
    /// <param name="state">The state before the first step; zeros by default.</param>
    /// <returns>The outputs (N, T, directions·H), or in the form of x; and the state after each sequence's last step (backwards in time: its first).</returns>
    /// <exception cref="ShapeException">x or the state has another shape.</exception>
    public (Tensor Output, RecurrentState State) Forward(Tensor x, RecurrentState state) => Run(x, state, default, wantState: true);

    /// <summary>As <see cref="Forward(Tensor, RecurrentState)"/> for sequences of different lengths: every number is what each sequence alone would give, and outputs beyond a length are 0.</summary>
    /// <param name="x">(N, T, D) or time first (T, N, D), T the longest length or more; what stands beyond a length is not read.</param>
    /// <param name="lengths">How long each sequence is, 1…T, in any order.</param>
    /// <param name="state">The state before the first step; zeros by default.</param>
    /// <exception cref="ShapeException">There are not as many lengths as sequences.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is not in 1…T.</exception>
    public (Tensor Output, RecurrentState State) Forward(Tensor x, ReadOnlySpan<int> lengths, RecurrentState state = default)
    {
        DemandInput(x);
        int sequences = x.Rank == 2 ? 1 : x.Shape[1 - Time];
        if (lengths.Length != sequences)
            throw new ShapeException(GetType().Name, "lengths", $"({lengths.Length},)", $"({sequences},): one for each sequence of x {x.Shape}");
        Tensor all = Tensor.Zeros([lengths.Length], DType.Int64);
        if (!Tape.IsPlanning)
        {
            Span<long> to = all.AsSpan<long>();
            for (int n = 0; n < lengths.Length; n++)
                to[n] = lengths[n];
        }

        return Run(x, state, all, wantState: true);
    }

    /// <summary>Writes the settings that all have in common.</summary>
    private protected void DescribeShared(Settings settings)
    {
        settings.Set("in", Inputs);
        settings.Set("hidden", Hidden);
        settings.Set("layers", LayerCount);
        settings.Set("bias", HasBias);
        settings.Set("batch_first", IsBatchFirst);
        settings.Set("dropout", DropoutProbability);
        settings.Set("bidirectional", IsBidirectional);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string more = (LayerCount > 1 ? $", layers: {LayerCount}" : "") + (HasBias ? "" : ", bias: false") + (IsBatchFirst ? "" : ", batchFirst: false")
            + (DropoutProbability > 0 ? $", dropout: {DropoutProbability.ToString(CultureInfo.InvariantCulture)}" : "") + (IsBidirectional ? ", bidirectional: true" : "") + Special;
        return $"{GetType().Name}({Inputs}, {Hidden}{more})";
    }

    /// <summary>What <see cref="ToString"/> says of a setting that one kind alone has.</summary>
    private protected virtual string Special => "";

    /// <summary>One direction of one layer: W_ih, W_hh, b_ih, b_hh, W_hr.</summary>
    private protected abstract (Tensor Y, Tensor H, Tensor C) RunDirection(Tensor x, ReadOnlySpan<Tensor> parameters, Tensor h0, Tensor c0, Tensor lengths, bool reverse);

    private (Tensor Output, RecurrentState State) Run(Tensor x, RecurrentState state, Tensor lengths, bool wantState)
    {
        using ModuleScope running = Running();
        DemandInput(x);
        bool single = x.Rank == 2;
        if (single)
            x = x.Reshape(x.Shape.Insert(1, 1));
        else if (IsBatchFirst)
            x = x.Transpose(0, 1);
        int rows = x.Shape[1];
        Tensor h0 = Initial(state.H, "state.H", rows, Outputs, single), c0 = Initial(state.C, "state.C", rows, Hidden, single);
        if (!c0.IsNone && !HasCells)
            throw new ShapeException(GetType().Name, "state.C", state.C.Shape.ToString(), "none: only an LSTM has cells");
        int count = LayerCount * Directions;
        Tensor[] room = ArrayPool<Tensor>.Shared.Rent(Directions + (2 * count));
        Span<Tensor> y = room.AsSpan(0, Directions), h = room.AsSpan(Directions, count), c = room.AsSpan(Directions + count, count);
        for (int k = 0; k < count; k++)
        {
            int direction = k % Directions;
            if (k > 0 && direction == 0 && IsTraining && DropoutProbability > 0)
                x = x.Dropout(DropoutProbability, Rng);
            (y[direction], h[k], c[k]) = RunDirection(x, _parameters.AsSpan(k * s_names.Length, s_names.Length), h0.IsNone ? h0 : h0[k], c0.IsNone ? c0 : c0[k], lengths, direction == 1);
            if (direction == Directions - 1)
                x = IsBidirectional ? Tensor.Concat(y, -1) : y[0];
        }

        Tensor output = single ? x.Reshape(x.Shape.Without(1)) : IsBatchFirst ? x.Transpose(0, 1) : x;
        RecurrentState after = wantState ? new(Together(h, single), HasCells ? Together(c, single) : default) : default;
        ArrayPool<Tensor>.Shared.Return(room, clearArray: true);
        return (output, after);
    }

    /// <summary>States (N, ·) of all layers and directions as one tensor; of a single sequence without the axis N.</summary>
    private static Tensor Together(ReadOnlySpan<Tensor> states, bool single) =>
        single ? Tensor.Concat(states) : states.Length == 1 ? states[0].Reshape(states[0].Shape.Insert(0, 1)) : Tensor.Stack(states);

    private void DemandInput(Tensor x)
    {
        if (x.Rank is not (2 or 3) || x.Shape[^1] != Inputs || x.Length == 0)
            throw new ShapeException(GetType().Name, "x", x.Shape.ToString(), $"({(IsBatchFirst ? "N, T" : "T, N")}, {Inputs}), or (T, {Inputs}) for a single sequence, with at least one step and one sequence");
    }

    private Tensor Initial(Tensor state, string name, int rows, int width, bool single)
    {
        if (state.IsNone)
            return state;
        int count = LayerCount * Directions;
        Shape wanted = single ? [count, width] : [count, rows, width];
        if (state.Shape != wanted)
            throw new ShapeException(GetType().Name, name, state.Shape.ToString(), $"{wanted}: layers · directions, {(single ? "" : "sequences, ")}units");
        return single ? state.Reshape([count, 1, width]) : state;
    }

    private string NameOf(int i)
    {
        (int k, int kind) = Math.DivRem(i, s_names.Length);
        return s_names[kind] + (k / Directions).ToString(CultureInfo.InvariantCulture) + (k % Directions == 1 ? "_reverse" : "");
    }
}
