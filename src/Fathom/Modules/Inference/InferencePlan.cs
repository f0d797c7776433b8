using Fathom.Kernels;

namespace Fathom;

/// <summary>What a network computes for rows of one shape once it is trained: steps with weights of their own, normalization folded into products, activations into whatever writes the numbers.</summary>
/// <remarks>A layer is asked for its steps (<see cref="IInference"/>); one that has none becomes a step as a whole.</remarks>
internal sealed class InferencePlan
{
    private readonly List<InferenceStep> _steps = [];
    private readonly Func<Layer, (Layer Layer, bool Shared)> _own;

    /// <summary>Begins a plan.</summary>
    /// <param name="row">The shape of a row of the input.</param>
    /// <param name="own">A layer that the plan may keep, in place of one of the model's: a copy, or itself and that it is shared.</param>
    public InferencePlan(Shape row, Func<Layer, (Layer Layer, bool Shared)> own) => (Input, Row, _own) = (row, row, own);

    /// <summary>The row that comes in.</summary>
    public Shape Input { get; }

    /// <summary>The row as the steps so far leave it.</summary>
    public Shape Row { get; private set; }

    private InferenceStep? Last => _steps.Count > 0 && _steps[^1].CanBeCut ? _steps[^1] : null;

    /// <summary>Adds a layer.</summary>
    /// <exception cref="ShapeException">The layer refuses rows of this shape.</exception>
    public void Add(Layer layer)
    {
        if (layer is IInference known && known.Build(this))
            return;
        (Layer own, bool shared) = _own(layer);
        Append(new LayerStep(Row, After(layer), own, shared), $"{layer}{(shared ? " (shared)" : "")}");
    }

    /// <summary>A row behind a layer, as the layer itself plans it; so its refusals are its own.</summary>
    public Shape After(Layer layer)
    {
        Tensor planned;
        using (layer.Evaluating())
        using (Tape.ShapesOnly())
            planned = layer.Forward(Tensor.Empty(Row.Insert(0, 2), DType.Float32));
        if (planned.Rank == 0 || planned.Shape[0] != 2)
            throw new ShapeException("Predictor", $"what {layer} gives for 2 rows", planned.Shape.ToString(), "2 rows: a predictor computes rows apart from each other", "Leave axis 0 alone in Forward, or use the model's own Predict.");
        return planned.Shape.Without(0);
    }

    /// <summary>x·Wᵀ + b.</summary>
    public bool Product(Layer layer, Tensor weight, Tensor bias)
    {
        Shape row = After(layer);
        if (weight.Type != DType.Float32 || Row.Rank == 0)
            return false;
        var step = new ProductStep(Row, weight, bias);
        if (Row.Rank == 1 && Last is ScaleStep { Maps.Count: 0 } before)
        {
            step.ScaleInputs(before.Scale, before.Shift);
            _steps.Remove(before);
            Append(step, $"{before.Name} + {layer}", row);
            return true;
        }

        return Append(step, $"{layer}", row);
    }

    /// <summary>A convolution whose sizes for one row are known.</summary>
    public bool Convolution(Layer layer, ConvShape one, Shape row, Tensor weight, Tensor bias) =>
        weight.Type == DType.Float32 && Append(new ConvolutionStep(Row, row, one, weight, bias), $"{layer}");

    /// <summary>x·scale + shift for each channel: part of the product or convolution before it where there is one.</summary>
    public bool Scale(Layer layer, double[] scale, double[] shift)
    {
        InferenceStep? last = Last is { Maps.Count: 0 } step && step.Output == Row ? step : null;
        if (last is ProductStep product && Row.Rank == 1)
            product.Scale(scale, shift);
        else if (last is ConvolutionStep convolution)
            convolution.Scale(scale, shift);
        else
            return Append(new ScaleStep(Row, scale, shift), $"{layer}");
        last.Name += $" + {layer}";
        return true;
    }

    /// <summary>y = f(x) for each number.</summary>
    public bool Map(InferenceMap map, string name)
    {
        if (Last is not { } last)
            return Append(new MapStep(Row, map), name);
        last.Then(map, name);
        return true;
    }

    /// <summary>A pooling. Where it takes the largest number, a rectifier before it comes after it: the same numbers, a quarter of the work.</summary>
    public bool Pool(Layer layer, Ops.InferencePool pool, bool largest = false)
    {
        Shape row = After(layer);
        InferenceMap? rectifier = largest && Last is { Maps: [InferenceMap<Ops.ReLU>] } last ? last.TakeMap() : null;
        Append(new PoolStep(Row, row, pool), $"{layer}");
        return rectifier is null || Map(rectifier, "ReLU");
    }

    /// <summary>Softmax along the last axis.</summary>
    public bool Softmax(Layer layer, double temperature) => Append(new SoftmaxStep(Row, temperature), $"{layer}");

    /// <summary>The same numbers in another shape.</summary>
    public bool Reshape(Shape row)
    {
        Row = row;
        return true;
    }

    /// <summary>F(x) + S(x), S the identity where it is null.</summary>
    public bool Shortcut(Layer layer, Action<InferencePlan> body, Action<InferencePlan>? shortcut)
    {
        InferencePlan one = new(Row, _own), other = new(Row, _own);
        body(one);
        shortcut?.Invoke(other);
        if (one.Row != other.Row)
            throw new ShapeException($"{layer}: the body gives rows of {one.Row} and the shortcut {other.Row}; expected the same.");
        return Append(new ShortcutStep(one.Finish(), other.Finish()), $"{layer}", one.Row);
    }

    /// <summary>The steps, sealed.</summary>
    public InferenceSteps Finish()
    {
        _steps.ForEach(step => step.Seal());
        return new InferenceSteps(Input, _steps);
    }

    /// <summary>The steps as a whole program, sealed.</summary>
    public InferenceProgram Compile()
    {
        _steps.ForEach(step => step.Seal());
        return new InferenceProgram(Input, Row, _steps);
    }

    private bool Append(InferenceStep step, string name, Shape? row = null)
    {
        step.Name = name;
        _steps.Add(step);
        Row = row ?? step.Output;
        return true;
    }
}
