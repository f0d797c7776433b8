using System.Globalization;

namespace Fathom;

/// <summary>
/// Looks at every result and every gradient of a step and finds the operation that made the first number that is not finite, and on the way to the
/// loss: an infinity that a later operation takes out again, as softmax does with masks, is nobody's fault.
/// </summary>
internal sealed class NotFiniteSearch : Probe
{
    // A weight beyond this size was driven there by updates, not by learning.
    private const double RunawayWeight = 1e4;

    private readonly ProfileOwners _owners;
    private readonly Objective _objective;
    private readonly Dictionary<Cell, string> _weights = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Cell, Run> _makers = new(ReferenceEqualityComparer.Instance);
    private readonly List<Run> _runs = [];
    private Cell? _x, _y;
    private bool _inLoss;
    private int _leaves;
    private object? _context;

    public NotFiniteSearch(Layer model, Objective objective)
    {
        _owners = new ProfileOwners(model);
        _objective = objective;
        foreach (NamedTensor item in model.State)
            _weights.TryAdd(item.Tensor.Origin.Cell, item.Name);
    }

    /// <summary>The first gradient that is not finite; null while all are.</summary>
    public NotFiniteOrigin? InBackward { get; private set; }

    /// <summary>The first NaN in forward, whether or not it has reached the loss; null while there is none.</summary>
    public NotFiniteOrigin? FirstNaN { get; private set; }

    /// <summary>Repeats a step without its update, and says where its first number came from that is not finite; within an open step, with the random streams as they were.</summary>
    public static NotFiniteOrigin InStep(Layer model, Objective objective, Tensor x, Tensor y, int? microBatchSize)
    {
        model.ZeroGradients();
        int rows = Math.Min(microBatchSize ?? x.Shape[0], x.Shape[0]);
        for (int start = 0; start < x.Shape[0]; start += rows)
        {
            using Step step = Step.Begin();
            int end = Math.Min(start + rows, x.Shape[0]);
            (Tensor partX, Tensor partY) = rows == x.Shape[0] ? (x, y) : (x[start..end], y[start..end]);
            if (objective.BatchWeight(partY) == 0)
                continue;
            var search = new NotFiniteSearch(model, objective);
            using (search.Watch(partX, partY))
            {
                Tensor loss = search.Loss(model, partX, partY);
                if (!double.IsFinite(loss.ToScalar()))
                    return search.InForward(loss);
                loss.Backward(retainGraph: false);
                if (search.InBackward is { } found)
                    return found;
            }
        }

        return new(NotFiniteKind.Unknown, "", "", "A repetition of the step gave finite numbers only, so the network keeps a state or draws random numbers of its own.", "");
    }

    /// <summary>The same of judging rows in evaluation mode; null where the numbers are finite.</summary>
    public static NotFiniteOrigin? InEvaluation(Layer model, Objective objective, Dataset data, int batchSize)
    {
        using ModeScope evaluating = model.Evaluating();
        using Tape.Scope nothing = Tape.NoGradients();
        foreach ((Tensor x, Tensor y) in data.Steps(batchSize))
        {
            if (objective.BatchWeight(y) == 0)
                continue;
            var search = new NotFiniteSearch(model, objective);
            using (search.Watch(x, y))
            {
                Tensor loss = search.Loss(model, x, y);
                if (!double.IsFinite(loss.ToScalar()))
                    return search.InForward(loss);
            }
        }

        return null;
    }

    /// <summary>Of weights that an update ruined, and running statistics that a batch did: the first of them.</summary>
    public static NotFiniteOrigin? InWeights(Layer model, string when)
    {
        foreach (NamedTensor item in model.Parameters)
        {
            if (NumberRange.Of(item.Tensor.Cell) is { IsFinite: false } numbers)
                return Weights(item.Name, numbers, when);
        }

        foreach (NamedTensor item in model.Buffers)
        {
            if (NumberRange.Of(item.Tensor.Cell) is { IsFinite: false } numbers)
                return new(NotFiniteKind.Weights, item.Name, "", $"The running statistics '{item.Name}' are not finite: {numbers.Fault}. What is normalized there is too large for Float32.", "");
        }

        return null;
    }

    /// <summary>Listens until the scope is disposed, in the place of whoever listens already.</summary>
    public Scope Watch(Tensor x, Tensor y)
    {
        (_x, _y, _inLoss, _leaves, _context, InBackward, FirstNaN) = (x.Cell.Root, y.Cell.Root, false, Leaves, null, null, null);
        _runs.Clear();
        _makers.Clear();
        return new Scope(this);
    }

    /// <summary>From here on operations belong to the loss.</summary>
    public void BeginLoss() => _inLoss = true;

    protected override void OnBackward(Node node)
    {
        if (InBackward is not null || node.ProbeIndex < 0 || node.ProbeIndex >= _runs.Count)
            return;
        Run run = _runs[node.ProbeIndex];
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Inputs[i]?.Root is not { HasGradient: true, Gradient: { } gradient } || NumberRange.Of(gradient) is not { IsFinite: false } numbers)
                continue;
            InBackward = new(
                NotFiniteKind.Gradient,
                run.Layer,
                run.Operation,
                $"The first number that is not finite came from the backward of {run.Place}: its gradient is {numbers.Fault}, from {run.InputText}.",
                OperationAdvice(run, backward: true));
            return;
        }
    }

    /// <summary>What led to a loss that is not finite.</summary>
    public NotFiniteOrigin InForward(Tensor loss)
    {
        if (!_makers.TryGetValue(loss.Cell.Root, out Run? run))
            return new(NotFiniteKind.Unknown, "loss", "", $"The loss of {_objective.GetType().Name} is not finite, but no operation made it.", "");
        return Follow(run);
    }

    protected override void OnForward(Node node, bool recorded)
    {
        if (Leaves != _leaves)
            (_leaves, _context) = (Leaves, null);
        Module? owner = null;
        if (!_inLoss)
            (owner, _context) = _owners.Of(node, (Module?)Running, IsMarked, (Module?)_context);
        var inputs = new List<Source>();
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Inputs[i] is { } input && NumberRange.Of(input) is { } numbers)
                inputs.Add(new Source(input.Root, numbers, _makers.GetValueOrDefault(input.Root), _weights.GetValueOrDefault(input) ?? _weights.GetValueOrDefault(input.Root)));
        }

        string layer = _inLoss ? "loss" : owner is null ? "" : _owners.Paths.GetValueOrDefault(owner, "");
        string place = _inLoss ? $"the loss ({_objective.GetType().Name})" : layer.Length > 0 ? $"the layer '{layer}' ({owner!.GetType().Name})" : $"the network ({owner?.GetType().Name})";
        node.ProbeIndex = _runs.Count;
        var run = new Run(layer, node.Name, $"{node.Name} in {place}", inputs);
        _runs.Add(run);
        for (int slot = 0; slot < node.SlotCount; slot++)
        {
            if (!node.IsResult(slot) || NumberRange.Of(node.Slots[slot]) is not { } result)
                continue;
            if (result.IsFinite)
            {
                // Cells are used again.
                _makers.Remove(node.Slots[slot]!.Root);
                continue;
            }

            run.Result = result;
            _makers[node.Slots[slot]!.Root] = run;
            if (result.NaNs > 0 && FirstNaN is null)
                FirstNaN = Follow(run);
        }
    }

    private static NotFiniteOrigin Weights(string name, NumberRange numbers, string when) => new(
        NotFiniteKind.Weights, name, "", $"The weight '{name}' {when}: {numbers.Fault}.", "Try a learning rate ten times smaller, or gradient clipping.");

    private Tensor Loss(Layer model, Tensor x, Tensor y)
    {
        Tensor output;
        using (model.Running())
            output = model.Forward(x);
        BeginLoss();
        return _objective.Loss(output, y);
    }

    /// <summary>Goes back from a result to the first operation whose inputs were finite, or to what no operation made.</summary>
    private NotFiniteOrigin Follow(Run run)
    {
        while (true)
        {
            if (Culprit(run) is not { } input)
                return Made(run);
            if (input.Maker is { } maker)
            {
                run = maker;
                continue;
            }

            if (input.Weight is { } weight)
                return Weights(weight, input.Numbers, "was not finite before the step began, so an earlier update, or whoever set it, made it so");
            if (input.Root == _x)
                return OfBatch(NotFiniteKind.Inputs, "inputs", input.Numbers);
            if (input.Root == _y)
                return OfBatch(NotFiniteKind.Targets, "targets", input.Numbers);
            return new(NotFiniteKind.Operation, run.Layer, run.Operation, $"{run.Place} was given {input.Numbers.Fault} by a tensor that no operation of the step made.", "Look at where that tensor comes from.");
        }
    }

    /// <summary>The input that is to blame; null where the operation is.</summary>
    private static Source? Culprit(Run run)
    {
        Source? infinite = null;
        foreach (Source input in run.Inputs)
        {
            if (input.Numbers.NaNs > 0)
                return input;
            bool isMask = input.Numbers.IsMask && input.Weight is null && (input.Maker is null || input.Maker.Operation is "MaskedFill" or "Where");
            if (!input.Numbers.IsFinite && !isMask)
                infinite ??= input;
        }

        return infinite;
    }

    private static NotFiniteOrigin Made(Run run) => new(
        NotFiniteKind.Operation,
        run.Layer,
        run.Operation,
        $"The first number that is not finite came from {run.Place}: it gave {run.Result.Fault}, from {run.InputText}.",
        OperationAdvice(run, backward: false));

    private static NotFiniteOrigin OfBatch(NotFiniteKind kind, string what, NumberRange numbers)
    {
        int columns = Math.Max(1, numbers.Count / Math.Max(1, numbers.Shape.Rank == 0 ? 1 : numbers.Shape[0]));
        return new(
            kind,
            "",
            "",
            string.Create(CultureInfo.InvariantCulture, $"The {what} of the batch are not finite: {numbers.Fault}, first in row {numbers.First / columns}{(columns > 1 ? $", number {numbers.First % columns} of it" : "")}, both counted from 0."),
            $"Look at what makes the {what}: a row source, an augmentation, or a callback that changes them. Data sets refuse such numbers when they are made.");
    }

    private static string OperationAdvice(Run run, bool backward)
    {
        if (run.Inputs.FirstOrDefault(input => input.Weight is not null && input.Numbers.Size > RunawayWeight) is { Weight: { } weight } runaway)
            return $"The weight '{weight}' has grown to {NumberRange.Short(runaway.Numbers.Size)}: try a learning rate ten times smaller, or gradient clipping.";
        return run.Operation switch
        {
            "Log" => "The logarithm of 0 and below is no number: add a small constant, clamp first, or use a loss that takes logits.",
            "Divide" => "A division by 0, or by next to nothing: add a small constant to the divisor.",
            "Exp" or "Expm1" => "The exponential of more than 88 is beyond Float32: subtract the largest value first, or clamp.",
            "Sqrt" or "Rsqrt" or "Pow" or "Norm" or "Std" => backward ? "The slope of a root at 0 is infinite: add a small constant under it." : "A root needs numbers above 0: add a small constant under it.",
            _ => "Try a learning rate ten times smaller, gradient clipping, or look for extreme values in the data.",
        };
    }

    /// <summary>One run of an operation.</summary>
    private sealed class Run(string layer, string operation, string place, List<Source> inputs)
    {
        public string Layer { get; } = layer;

        public string Operation { get; } = operation;

        /// <summary>"Log in the layer 'body.1' (Logarithm)".</summary>
        public string Place { get; } = place;

        public List<Source> Inputs { get; } = inputs;

        public NumberRange Result { get; set; }

        public string InputText => Inputs.Count == 0 ? "no inputs" : $"{(Inputs.Count == 1 ? "an input" : "inputs")} {string.Join("; ", Inputs.Select(input => (input.Weight is null ? "" : $"'{input.Weight}' ") + input.Numbers.Between))}";
    }

    /// <summary>What went in, and who made it.</summary>
    private sealed record Source(Cell Root, NumberRange Numbers, Run? Maker, string? Weight);

    /// <summary>While the search listens; a monitor that listened before goes on afterwards.</summary>
    internal readonly struct Scope : IDisposable
    {
        private readonly NotFiniteSearch _search;
        private readonly Probe? _before;

        public Scope(NotFiniteSearch search)
        {
            _search = search;
            _before = Current;
            _before?.Detach();
            search.Attach();
        }

        public void Dispose()
        {
            _search.Detach();
            _before?.Attach();
        }
    }
}
