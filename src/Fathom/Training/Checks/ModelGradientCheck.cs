namespace Fathom;

/// <content>The checks of things with parameters.</content>
public static partial class GradientCheck
{
    /// <summary>Checks a layer or network by its input and every parameter, in double.</summary>
    /// <remarks>
    /// The layer is worked on in double and put back bit for bit; it is checked in the mode it is in. Random layers draw the same numbers at every
    /// evaluation, so that dropout is a fixed mask. Elements at kinks are counted, not judged.
    /// </remarks>
    /// <param name="layer">The layer, of any type.</param>
    /// <param name="x">The input, a few rows; converted to double. Integers are passed on as they are.</param>
    /// <param name="maxElements">Larger tensors are checked at this many random elements.</param>
    /// <param name="seed">The seed of that choice and of the upstream gradient.</param>
    /// <param name="rtol">The allowed relative error; 10⁻⁶ by default.</param>
    /// <param name="cancel">Ends the check; everything is as before.</param>
    /// <exception cref="ShapeException">The layer refuses the input.</exception>
    public static GradientReport OfLayer(Layer layer, Tensor x, int maxElements = 1000, ulong seed = 0, double rtol = 1e-6, CancellationToken cancel = default) =>
        OfParts(layer, x, layer.Forward, maxElements, seed, rtol, cancel);

    /// <summary>Checks a network together with its loss, as training uses them.</summary>
    /// <param name="model">The network; see <see cref="OfLayer"/>.</param>
    /// <param name="objective">What it is trained for.</param>
    /// <param name="x">A few rows.</param>
    /// <param name="y">Their labels or values.</param>
    /// <param name="maxElements">Larger tensors are checked at this many random elements.</param>
    /// <param name="seed">The seed of that choice and of the upstream gradient.</param>
    /// <param name="rtol">The allowed relative error; 10⁻⁶ by default.</param>
    /// <param name="cancel">Ends the check; everything is as before.</param>
    /// <exception cref="ShapeException">Network, objective and rows do not fit each other.</exception>
    public static GradientReport OfModel(Layer model, Objective objective, Tensor x, Tensor y, int maxElements = 1000, ulong seed = 0, double rtol = 1e-6, CancellationToken cancel = default)
    {
        Tensor targets = InDouble(y);
        return OfParts(model, x, input => objective.Loss(model.Forward(input), targets), maxElements, seed, rtol, cancel);
    }

    /// <summary>Checks a loss by what the network gives it; the target stays.</summary>
    /// <param name="loss">The loss of output and target.</param>
    /// <param name="output">What a network would give, of any floating-point type.</param>
    /// <param name="target">Labels or values.</param>
    /// <param name="rtol">The allowed relative error; 10⁻⁶ by default.</param>
    public static GradientCheckResult OfLoss(Func<Tensor, Tensor, Tensor> loss, Tensor output, Tensor target, double rtol = 1e-6)
    {
        Tensor fixedTarget = InDouble(target);
        return Of(all => [loss(all[0], fixedTarget)], [InDouble(output)], rtol: rtol, countKinks: true);
    }

    private static GradientReport OfParts(Layer layer, Tensor x, Func<Tensor, Tensor> forward, int maxElements, ulong seed, double rtol, CancellationToken cancel)
    {
        using var before = new RestorePoint(layer);
        using var types = new InDoubleScope(layer);
        IReadOnlyList<NamedTensor> parameters = layer.Parameters;
        NamedTensor[] all = [new("input", InDouble(x)), .. parameters];
        GradientCheckResult?[] results = Each(
            inputs =>
            {
                cancel.ThrowIfCancellationRequested();
                before.Rewind();
                return [forward(inputs[0])];
            },
            [.. all.Select(item => item.Tensor)],
            eps: 1e-6,
            rtol,
            atol: null,
            maxElements,
            seed,
            countKinks: true);
        return GradientReport.Of([.. all.Zip(results).Where(pair => pair.Second is not null).Select(pair => new GradientReport.Row(pair.First.Name, pair.First.Tensor.Shape, pair.Second!))]);
    }

    private static Tensor InDouble(Tensor x) => x.Type == DType.Float32 ? x.Detach().To(DType.Float64).Keep() : x.Detach().Copy().Keep();

    /// <summary>A layer in double for a while.</summary>
    private sealed class InDoubleScope : IDisposable
    {
        private readonly (Tensor Tensor, DType Type)[] _before;

        public InDoubleScope(Layer layer)
        {
            _before = [.. layer.State.Where(item => item.Tensor.Type.IsFloating()).Select(item => (item.Tensor, item.Tensor.Type))];
            layer.ConvertTo(DType.Float64);
        }

        public void Dispose()
        {
            foreach ((Tensor tensor, DType type) in _before)
            {
                if (tensor.Type != type)
                    tensor.Become(tensor.Detach().To(type));
            }
        }
    }
}
