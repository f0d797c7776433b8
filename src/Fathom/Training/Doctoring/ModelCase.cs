namespace Fathom;

/// <summary>A network as the doctor looks at it before training: with objective, optimizer and a batch.</summary>
internal sealed class ModelCase(Layer model, Objective objective, Optimizer? optimizer, DataCase data, int batchSize)
{
    /// <summary>The network.</summary>
    public Layer Model { get; } = model;

    /// <summary>What it is trained for.</summary>
    public Objective Objective { get; } = objective;

    /// <summary>What would change its parameters; null where not known.</summary>
    public Optimizer? Optimizer { get; } = optimizer;

    /// <summary>What it would learn from.</summary>
    public DataCase Data { get; } = data;

    /// <summary>Rows a step.</summary>
    public int BatchSize { get; } = batchSize;

    /// <summary>One training step on rows of the data, looked at operation by operation.</summary>
    public ModelTrace Trace => field ??= ModelTrace.Of(Model, Objective, Data.Train);

    /// <summary>The network's parameters, frozen ones included.</summary>
    public IReadOnlyList<NamedTensor> Parameters => field ??= Model.Parameters;

    /// <summary>The weighted sums of the network in the order they ran: linear layers and convolutions.</summary>
    public IReadOnlyList<TracedOperation> Products => field ??= [.. Trace.OfModel.Where(operation => operation.IsProduct)];

    /// <summary>What gave the network's output its last meaning, passing over what only drops or reshapes; null where nothing did.</summary>
    public TracedOperation? Head
    {
        get
        {
            TracedOperation? at = Trace.Output;
            while (at is { Operation: Ops.Dropout or Ops.Permute or Ops.Slice or Ops.To })
                at = at.Inputs[0];
            return at;
        }
    }

    /// <summary>Whether numbers on the way come from data that rules about data have to speak of first: not finite ones.</summary>
    public bool HasBrokenData => Data.Failure is not null || Data.Columns.Any(column => column.NotFinite > 0);

    /// <summary>Parameters by name, the first few of many.</summary>
    public static string Names(IReadOnlyCollection<string> names)
    {
        const int most = 5;
        string text = string.Join(", ", names.Take(most));
        return names.Count > most ? $"{text} and {names.Count - most} more" : text;
    }

    /// <summary>The parameter's name whose memory that is; null for none of the network's.</summary>
    public string? NameOf(Cell? cell) => cell is null ? null : Parameters.Where(item => item.Tensor.Cell == cell).Select(item => item.Name).FirstOrDefault();
}
