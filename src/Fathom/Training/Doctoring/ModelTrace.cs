namespace Fathom;

/// <summary>One training step of a network on rows of its data, operation by operation, without the optimizer's part: what most rules about networks read. Everything is put back bit for bit.</summary>
internal sealed class ModelTrace
{
    private const int MostRows = 128;
    private const int LeastRows = 8;
    private const double MostWork = 1e9;
    private readonly List<TracedOperation> _operations = [];

    private ModelTrace()
    {
    }

    /// <summary>All operations, in the order they ran; those of the loss have no layer.</summary>
    public IReadOnlyList<TracedOperation> Operations => _operations;

    /// <summary>Those of the network.</summary>
    public IEnumerable<TracedOperation> OfModel => _operations.Take(LossStart);

    /// <summary>Where the loss begins.</summary>
    public int LossStart { get; private set; }

    /// <summary>How many rows went through.</summary>
    public int Rows { get; private set; }

    /// <summary>The shape of the network's output; null where it failed before.</summary>
    public Shape? OutputShape { get; private set; }

    /// <summary>What made the output; null where no operation did.</summary>
    public TracedOperation? Output { get; private set; }

    /// <summary>The loss of these rows; NaN where it failed before.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>What was thrown, and while what was done; null for nothing.</summary>
    public (string Stage, Exception Error)? Failure { get; private set; }

    /// <summary>The 2-norm of each parameter's gradient by name; NaN where none came. Empty where the step failed.</summary>
    public IReadOnlyDictionary<string, double> Gradients { get; private set; } = new Dictionary<string, double>();

    /// <summary>Tensors that want a gradient and are no parameters of the network, with the first operation that reads each.</summary>
    public IReadOnlyList<(Cell Tensor, TracedOperation Reader)> Strangers { get; private set; } = [];

    /// <summary>Runs the step.</summary>
    public static ModelTrace Of(Layer model, Objective objective, Dataset data)
    {
        var trace = new ModelTrace();
        using var before = new RestorePoint(model);
        var recorder = new Recorder(model, trace._operations);
        using (Tape.Gradients())
        using (Step step = Step.Begin())
        {
            try
            {
                trace.Run(model, objective, data, recorder);
            }
            finally
            {
                recorder.Release();
            }
        }

        return trace;
    }

    private void Run(Layer model, Objective objective, Dataset data, Recorder recorder)
    {
        string stage = "reading rows";
        try
        {
            Batch batch = data.Source.Make(DataPreview.Spread(data.Count, RowsFor(model, data)), RowSource.StillRng());
            Rows = batch.Count;
            model.ZeroGradients();
            model.Train();
            stage = "forward";
            recorder.Attach();
            Tensor output = model.Forward(batch.X);
            (OutputShape, Output, LossStart) = (output.Shape, recorder.Maker(output), _operations.Count);
            stage = "loss";
            Tensor loss = objective.Loss(output, batch.Y);
            Loss = loss.Detach().ToScalar();
            stage = "backward";
            loss.Backward();
            Gradients = model.Parameters.ToDictionary(item => item.Name, item => item.Tensor.Gradient.IsNone ? double.NaN : Norm(item.Tensor.Gradient));
            Strangers = [.. recorder.Strangers];
        }
        catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
        {
            // A network or an objective of the user's own may throw anything; what it says is the finding.
            Failure = (stage, error);
            LossStart = OutputShape is null ? _operations.Count : LossStart;
            Strangers = [.. recorder.Strangers];
        }
        finally
        {
            recorder.Detach();
        }
    }

    private static double Norm(Tensor gradient)
    {
        double squares = 0;
        for (int i = 0; i < gradient.Length; i++)
            squares += gradient.GetElement(i) * gradient.GetElement(i);
        return Math.Sqrt(squares);
    }

    /// <summary>As many rows as are a moment's work.</summary>
    private static int RowsFor(Layer model, Dataset data)
    {
        double work = (double)model.ParameterCount * Math.Max(1, data.Source.YType.IsFloating() ? 1 : data.Source.YShape.Length);
        try
        {
            using var modes = new ModeScope(model);
            work = Math.Max(work, ModelSummary.Plan(model, data.Source.XShape.Insert(0, 2), data.Source.XType).Sum(row => (double)row.MultiplyAdds));
        }
        catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
        {
            // A module that reads numbers cannot be planned, and a shape that is refused is found in the step itself.
        }

        return (int)Math.Clamp(MostWork / Math.Max(1, work), LeastRows, MostRows);
    }

    private sealed class Recorder(Layer model, List<TracedOperation> operations) : Probe
    {
        private readonly ProfileOwners _owners = new(model);
        private readonly Dictionary<Cell, TracedOperation> _makers = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<Node, TracedOperation> _recorded = new(ReferenceEqualityComparer.Instance);
        private readonly HashSet<Cell> _known = new(model.Parameters.Select(item => item.Tensor.Cell), ReferenceEqualityComparer.Instance);
        private readonly HashSet<TracedOperation> _channels = [];
        private readonly List<(Cell, TracedOperation)> _strangers = [];
        private bool _attached;

        public IReadOnlyList<(Cell, TracedOperation)> Strangers => _strangers;

        public new void Attach()
        {
            base.Attach();
            _attached = true;
        }

        public new void Detach()
        {
            if (_attached)
                base.Detach();
            _attached = false;
        }

        public TracedOperation? Maker(Tensor tensor) => _makers.GetValueOrDefault(tensor.Cell.Root);

        /// <summary>Takes the gradients off tensors that nobody else knows of.</summary>
        public void Release()
        {
            foreach ((Cell cell, _) in _strangers)
                new Tensor(cell).ClearGradient();
        }

        protected override void OnBackward(Node node)
        {
            if (_recorded.TryGetValue(node, out TracedOperation? operation) && node.Slots[0] is { HasGradient: true, Gradient: { } gradient })
                operation.GradientNorm = Norm(new Tensor(gradient));
        }

        protected override void OnForward(Node node, bool recorded)
        {
            if (Tape.IsPlanning)
                return;
            ReadOnlySpan<Cell?> inputs = node.Inputs.AsSpan(0, node.InputCount);
            var makers = new TracedOperation?[inputs.Length];
            var leaves = new Cell?[inputs.Length];
            for (int i = 0; i < inputs.Length; i++)
            {
                if (inputs[i]?.Root is not { } root)
                    continue;
                if (!_makers.TryGetValue(root, out makers[i]))
                    leaves[i] = root;
            }

            Module? owner = _owners.Of(node, (Module?)Running, IsMarked, null).Owner;
            Cell result = node.Slots[0]!;
            var operation = new TracedOperation
            {
                Name = node.Name,
                Operation = node.Operation,
                Layer = owner,
                Place = PlaceOf(owner),
                Inputs = makers,
                Leaves = leaves,
                Shape = result.Shape,
                Output = result.Type.IsFloating() ? Statistics(node, makers, result) : null,
            };
            if (HasChannels(node, makers))
                _channels.Add(operation);
            foreach (TracedOperation? maker in makers)
            {
                if (maker is not null)
                    maker.Readers++;
            }

            foreach (Cell? leaf in leaves)
            {
                if (leaf is { IsLeafWithGradient: true } && _known.Add(leaf))
                    _strangers.Add((leaf, operation));
            }

            for (int slot = 0; slot < node.SlotCount; slot++)
                _makers[node.Slots[slot]!] = operation;
            if (recorded)
                _recorded[node] = operation;
            operations.Add(operation);
        }

        private UnitStatistics? Statistics(Node node, TracedOperation?[] makers, Cell result)
        {
            int axis = HasChannels(node, makers) && result.Shape.Rank > 2 ? 1 : Math.Max(0, result.Shape.Rank - 1);
            return UnitStatistics.Of(result, axis, TracedOperation.BoundsOf(node.Operation));
        }

        private bool HasChannels(Node node, TracedOperation?[] makers) =>
            node.Operation is Ops.Conv1d or Ops.Conv2d or Ops.ConvTranspose1d or Ops.ConvTranspose2d or Ops.BatchNorm
            || (node.Operation is not (Ops.Linear or Ops.Embedding or Ops.LayerNorm) && makers.Any(maker => maker is not null && _channels.Contains(maker)));

        private string PlaceOf(Module? module)
        {
            if (module is null)
                return "";
            string kind = module.ToString() ?? "";
            if (kind.Length > 60)
                kind = module.GetType().Name;
            string path = _owners.Paths.GetValueOrDefault(module, "");
            return path.Length == 0 ? kind : $"{path} ({kind})";
        }
    }
}
