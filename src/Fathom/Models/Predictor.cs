using System.Collections.Concurrent;

namespace Fathom;

/// <summary>
/// A trained network made ready to predict: weights copied and packed, batch normalization folded into the products before it, activations applied where
/// numbers are written, memory planned. Made once, asked from any number of threads.
/// </summary>
/// <remarks><code>
/// formula   y = f(x), the network in evaluation mode
/// shapes    x (N, row…) → y (N, output…)
/// differs   from Forward by rounding: sums in another order, normalization multiplied into weights; some units in the last place
/// source    folding: Jacob and others 2018, "Quantization and training of neural networks for efficient integer-arithmetic-only inference", arXiv:1712.05877, section 3.2
/// </code>
/// <para><b>A snapshot</b>: what happens to the model later (training, another mode, other weights) changes no prediction. Layers of your own that the catalogue cannot copy are
/// the exception: they keep their weights to themselves, so the predictor uses the model's own (<see cref="SharedLayers"/>), one thread at a time.</para>
/// <para><b>Any number of rows</b>: a row has the same bits alone or among others for perceptrons; nothing is allocated once a thread has predicted as many rows before.</para>
/// <para><b>Any network</b>: <see cref="Sequential"/>, linear layers, convolutions, pooling, batch normalization, activations, softmax and residual blocks are planned; any other
/// layer takes its place in the plan with its own forward pass.</para>
/// <para>Nothing to dispose: the memory goes with the object.</para></remarks>
/// <example><code>
/// var predictor = new Predictor(model);
/// predictor.Predict(row, probabilities);            // spans: one row, or many one after another
/// Tensor y = predictor.Predict(x);                  // tensors
/// </code></example>
public sealed class Predictor
{
    private const int MostPlans = 16;

    private readonly Catalogue _catalogue;
    private readonly bool _alone;
    private readonly List<string> _sharedLayers = [];
    private readonly InferenceProgram? _program;

    // Where rows may have any shape: the network itself, and a plan for each shape that came; null where there is nothing to plan.
    private readonly Layer? _whole;
    private readonly bool _wholeIsShared;
    private readonly ConcurrentDictionary<Shape, InferenceProgram?> _programs = new();

    /// <summary>Makes a predictor of a model as it is now.</summary>
    /// <param name="model">The network; it is not changed.</param>
    /// <param name="row">The shape of one row of the input, such as <c>[1, 28, 28]</c>. Left out it is the number of inputs where the network begins with a <see cref="Linear"/> layer; other
    /// networks take rows of any shape then, as tensors, and a plan is made for each shape that comes.</param>
    /// <param name="catalogue">Where layers stand that have to be copied whole; the library's own when not given.</param>
    /// <exception cref="ShapeException">The network refuses rows of this shape, or does not keep rows apart.</exception>
    public Predictor(Layer model, Shape? row = null, Catalogue? catalogue = null)
        : this(model ?? throw new ArgumentNullException(nameof(model), "Predictor: the model is null."), row ?? FirstInputs(model), catalogue ?? StandardLayers.Catalogue, alone: false)
    {
    }

    private Predictor(Layer model, Shape? row, Catalogue catalogue, bool alone)
    {
        (_catalogue, _alone) = (catalogue, alone);
        if (row is { } known && model.State.All(item => item.Tensor.Type != DType.Float64))
            _program = NewProgram(model, known);
        else
            (_whole, _wholeIsShared) = Own(model);
    }

    /// <summary>The shape of a row that comes in; null where rows of any shape may come.</summary>
    public Shape? Row => _program?.Input;

    /// <summary>The shape of a row that goes out; null where it depends on the row that comes in.</summary>
    public Shape? Output => _program?.Output;

    /// <summary>What is computed, step by step, in words: <c>Linear(784, 256) + ReLU</c> is one step. Empty where rows of any shape may come.</summary>
    public IReadOnlyList<string> Steps => _program?.Steps ?? [];

    /// <summary>Layers that could not be copied: they are the model's own, with the weights that it has when a prediction is made. Give a <see cref="Catalogue"/> that knows them.</summary>
    public IReadOnlyList<string> SharedLayers => _sharedLayers;

    /// <summary>Predicts rows, one after another in memory.</summary>
    /// <param name="x">One row or many, row by row.</param>
    /// <param name="y">Where the outputs go: as many rows, of <see cref="Output"/> each.</param>
    /// <exception cref="ArgumentException">x holds no whole number of rows, y has not as many, or they overlap.</exception>
    /// <exception cref="InvalidOperationException">The predictor does not know the shape of a row.</exception>
    public unsafe void Predict(ReadOnlySpan<float> x, Span<float> y)
    {
        InferenceProgram program = _program ?? throw NoRow();
        int inputs = program.Input.Length, outputs = program.Output.Length, rows = inputs == 0 ? 0 : x.Length / inputs;
        if (rows * inputs != x.Length)
            throw new ArgumentException($"Predictor: x has {x.Length:N0} numbers; expected a multiple of {inputs:N0}, because a row is {program.Input}.", nameof(x));
        if (y.Length != (long)rows * outputs)
            throw new ArgumentException($"Predictor: y has room for {y.Length:N0} numbers; expected {(long)rows * outputs:N0}: {rows:N0} rows of {outputs:N0}, because x has {rows:N0} rows.", nameof(y));
        if (x.Overlaps(y))
            throw new ArgumentException("Predictor: y overlaps x, which is read while y is written. Give memory of its own.", nameof(y));
        fixed (float* from = x, to = y)
            program.Run(rows, from, to);
    }

    /// <summary>Predicts rows, one after another in memory, into a new array.</summary>
    /// <param name="x">One row or many, row by row.</param>
    /// <returns>As many rows of <see cref="Output"/>.</returns>
    /// <exception cref="ArgumentException">x holds no whole number of rows.</exception>
    /// <exception cref="InvalidOperationException">The predictor does not know the shape of a row.</exception>
    public float[] Predict(params ReadOnlySpan<float> x)
    {
        InferenceProgram program = _program ?? throw NoRow();
        float[] y = new float[x.Length / Math.Max(1, program.Input.Length) * program.Output.Length];
        Predict(x, y);
        return y;
    }

    /// <summary>Predicts the rows of a tensor. No gradient flows through the result.</summary>
    /// <param name="x">(N, row…); N may be 0.</param>
    /// <returns>(N, output…), from the pool inside a <see cref="Step"/>.</returns>
    /// <exception cref="ShapeException">x has rows of another shape or type.</exception>
    public unsafe Tensor Predict(Tensor x)
    {
        if (x.Rank == 0)
            throw new ShapeException(nameof(Predictor), nameof(x), "a scalar ()", $"rows, (N, …){(Row is { } one ? $" of {one}" : "")}", "One row is x.Reshape(1, …).");
        if (Find(x) is not { } program)
            return LayerStep.Forward(_whole!, x, _wholeIsShared);
        int rows = x.Shape[0];
        Tensor y = Tensor.Empty(program.Output.Insert(0, rows), DType.Float32);
        if (rows == 0 || Tape.IsPlanning)
            return y;
        fixed (float* from = x.AsReadOnlySpan<float>(), to = y.AsSpan<float>())
            program.Run(rows, from, to);
        return y;
    }

    /// <summary>Begins a text with the predictor's own copy of a language model: a decoder that nothing done to the model reaches. Any number of them may read at once, each on a thread.</summary>
    /// <exception cref="InvalidOperationException">The model is no <see cref="LanguageModel"/>.</exception>
    public Decoder NewDecoder() => Writer.NewDecoder();

    /// <summary>Goes on with a text, as <see cref="LanguageModel.Generate"/> does, with the predictor's own copy of the model.</summary>
    /// <param name="prompt">The tokens to begin with, at least one; of more than the context the last count.</param>
    /// <param name="count">How many tokens to choose.</param>
    /// <param name="sampling">How they are chosen; by default drawn from the model's own distribution.</param>
    /// <param name="rng">Where random numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <returns>The new tokens, each computed when it is asked for.</returns>
    /// <exception cref="InvalidOperationException">The model is no <see cref="LanguageModel"/>.</exception>
    public IEnumerable<long> Generate(ReadOnlySpan<long> prompt, int count, TokenSampling? sampling = null, Rng? rng = null) => Writer.Generate(prompt, count, sampling, rng);

    private LanguageModel Writer => _whole as LanguageModel ?? throw new InvalidOperationException($"{this} cannot write: its network is no LanguageModel. Make the predictor of one, such as Gpt or CharLstm.");

    /// <summary>The steps in words.</summary>
    public override string ToString() => _program is null ? $"Predictor({_whole})" : $"Predictor({string.Join(", ", Steps)})";

    /// <summary>A predictor for a while in which nobody changes the model, which is in evaluation mode: layers that would have to be copied are used as they stand.</summary>
    internal static Predictor Over(Layer model) => new(model, null, StandardLayers.Catalogue, alone: true);

    /// <summary>The plan for a tensor, made when rows of its shape come for the first time; null where the network's own forward pass is all there is.</summary>
    private InferenceProgram? Find(Tensor x)
    {
        Shape row = x.Shape.Without(0);
        if (_program is { } program)
        {
            if (row != program.Input || x.Type != DType.Float32)
                throw new ShapeException(nameof(Predictor), nameof(x), $"{x.Type} {x.Shape}", $"Float32 rows of {program.Input}: (N{string.Concat(program.Input.Select(length => $", {length}"))})", "Other rows need a predictor of their own; one row is x.Reshape(1, …).");
            return program;
        }

        if (x.Type != DType.Float32 || _whole is not IInference)
            return null;
        if (_programs.TryGetValue(row, out InferenceProgram? found) || _programs.Count >= MostPlans)
            return found;
        lock (_programs)
            return _programs.TryGetValue(row, out found) ? found : _programs[row] = Try(row);
    }

    /// <summary>A plan if there can be one: the network itself says best what it refuses.</summary>
    private InferenceProgram? Try(Shape row)
    {
        if (_wholeIsShared || _whole!.State.Any(item => item.Tensor.Type == DType.Float64))
            return null;
        try
        {
            return NewProgram(_whole, row, copy: false);
        }
        catch (ShapeException)
        {
            return null;
        }
    }

    private InferenceProgram NewProgram(Layer model, Shape row, bool copy = true)
    {
        var plan = new InferencePlan(row, copy ? Own : layer => (layer, false));
        plan.Add(model);
        return plan.Compile();
    }

    /// <summary>A copy of a layer in evaluation mode; itself where the catalogue does not know it.</summary>
    private (Layer Layer, bool Shared) Own(Layer layer)
    {
        if (_alone)
            return (layer, false);

        // Fresh weights are drawn and overwritten; whoever draws next, or meanwhile, must not notice.
        using Rng.DefaultScope drawing = Rng.InsteadOfDefault(new Rng(0));
        try
        {
            Layer copy = _catalogue.Build(_catalogue.Describe(layer), nameof(Predictor));
            if (layer.State.FirstOrDefault(item => item.Tensor.Type == DType.Float64).Tensor is { IsNone: false })
                copy.ConvertTo(DType.Float64);
            copy.Restore(layer.State);
            copy.Evaluate();
            copy.IsSettled = true;
            copy.Freeze();
            return (copy, false);
        }
        catch (ArgumentException)
        {
            _sharedLayers.Add($"{layer}");
            return (layer, true);
        }
    }

    /// <summary>The row of a network that begins with a linear layer.</summary>
    private static Shape? FirstInputs(Layer model) => model switch
    {
        Linear linear => [linear.Inputs],
        Sequential { Count: > 0 } layers => FirstInputs(layers[0]),
        Residual residual => FirstInputs(residual.Body),
        _ => null,
    };

    private InvalidOperationException NoRow() => new(_whole!.State.Any(item => item.Tensor.Type == DType.Float64)
        ? "This network computes in Float64, so float rows cannot be given to it. Call model.ConvertTo(DType.Float32) before making the predictor, or predict tensors."
        : "This predictor was made without the shape of a row, so numbers cannot be cut into rows. Name it, as in new Predictor(model, row: [1, 28, 28]), or predict tensors.");
}
