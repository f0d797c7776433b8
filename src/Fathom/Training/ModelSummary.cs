namespace Fathom;

/// <summary>A network layer by layer: names, output shapes and parameters, worked out by planning without computing.</summary>
public sealed class ModelSummary
{
    private ModelSummary(IReadOnlyList<Row> rows, long parameters, long trainable, long buffers, long runningStatistics)
    {
        Rows = rows;
        Parameters = parameters;
        Trainable = trainable;
        Buffers = buffers;
        RunningStatistics = runningStatistics;
    }

    /// <summary>One row a layer.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>All parameter elements, tied ones counted once.</summary>
    public long Parameters { get; }

    /// <summary>Those that are not frozen.</summary>
    public long Trainable { get; }

    /// <summary>Those that are frozen.</summary>
    public long Frozen => Parameters - Trainable;

    /// <summary>Elements of state that is not trained: running statistics, and the count of batches they come from.</summary>
    public long Buffers { get; }

    /// <summary>Multiplications of linear layers and convolutions for one example, each with an addition; what attention and recurrence do is not counted.</summary>
    public long MultiplyAdds => Rows.Sum(row => row.MultiplyAdds);

    /// <summary>The running means and variances among <see cref="Buffers"/>; how many batches they have seen is a number of another kind and not counted.</summary>
    public long RunningStatistics { get; }

    /// <summary>Works out the summary for an input shape.</summary>
    /// <param name="model">The network; a <see cref="Sequential"/> or <see cref="ResNet"/> is shown layer by layer, anything else as one row.</param>
    /// <param name="input">The shape of one batch, as (1, 30).</param>
    /// <param name="type">The input's type: Int64 for a network that begins with an embedding.</param>
    /// <exception cref="ShapeException">The network refuses the shape; the text says which layer.</exception>
    public static ModelSummary Of(Layer model, Shape input, DType type = DType.Float32)
    {
        List<Row> rows;
        using (model.Evaluating())
            rows = Plan(model, input, type);
        IReadOnlyList<NamedTensor> parameters = model.Parameters;
        return new ModelSummary(
            rows,
            parameters.Sum(item => (long)item.Tensor.Length),
            parameters.Where(item => item.Tensor.IsLeaf).Sum(item => (long)item.Tensor.Length),
            model.Buffers.Sum(item => (long)item.Tensor.Length),
            model.Buffers.Where(item => item.Tensor.Type.IsFloating()).Sum(item => (long)item.Tensor.Length));
    }

    /// <summary>Plans a forward pass in the modes that the modules are in; a shape that is refused is refused with the layer's name.</summary>
    internal static List<Row> Plan(Layer model, Shape input, DType type)
    {
        var rows = new List<Row>();
        using (Tape.ShapesOnly())
            Visit(model, "", Tensor.Empty(input, type), new ReceptiveField(), rows);
        return rows;
    }

    private static Tensor Visit(Layer layer, string path, Tensor x, ReceptiveField field, List<Row> rows)
    {
        if (layer is IChain)
        {
            foreach (Part part in layer.GetParts())
                x = Visit((Layer)part.Module!, path.Length == 0 ? part.Name : $"{path}.{part.Name}", x, field, rows);
            return x;
        }

        Tensor y;
        try
        {
            y = layer.Forward(x);
        }
        catch (ShapeException error)
        {
            throw new ShapeException($"Layer {(path.Length == 0 ? "" : path + " ")}({layer}) refuses its input {x.Shape}: {error.Message}");
        }

        field.Pass(layer, keepsShape: x.Shape == y.Shape);
        long work = layer switch
        {
            IProduct product when y.Rank > 0 && y.Shape[0] > 0 => product.MultiplyAdds(x.Length / x.Shape[0], y.Length / y.Shape[0]),
            Residual residual => Work(residual.Body, x),
            _ => 0,
        };
        rows.Add(new Row(path, layer.ToString(), y.Shape, layer.ParameterCount) { Sees = field.Size, MultiplyAdds = work });
        return y;
    }

    /// <summary>What the layers inside another have to do.</summary>
    private static long Work(Layer body, Tensor x)
    {
        var rows = new List<Row>();
        Visit(body, "", x, new ReceptiveField(), rows);
        return rows.Sum(row => row.MultiplyAdds);
    }

    /// <summary>One layer.</summary>
    /// <param name="Path">Its path in the network.</param>
    /// <param name="Layer">The layer with its settings.</param>
    /// <param name="Output">The shape of its output.</param>
    /// <param name="Parameters">The elements of its parameters.</param>
    public sealed record Row(string Path, string Layer, Shape Output, long Parameters)
    {
        /// <summary>
        /// The receptive field: how much of the input one number of the output can see, height and width, as if the input had no border. From the first convolution
        /// or pooling to the last; none before, and none where a layer sees all (global pooling, a linear layer) or behind a transposed convolution.
        /// </summary>
        /// <remarks>r grows by (kernel − 1)·dilation·(product of the strides before): Dumoulin and Visin 2016, arXiv:1603.07285.</remarks>
        public Size2? Sees { get; init; }

        /// <summary>Multiplications for one example, each with an addition, of linear layers and convolutions, transposed and residual ones included; 0 for others, as attention and recurrence.</summary>
        public long MultiplyAdds { get; init; }
    }
}
