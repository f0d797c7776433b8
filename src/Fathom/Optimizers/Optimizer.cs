using System.Globalization;
using System.Numerics;

namespace Fathom;

/// <summary>
/// Changes parameters after their gradients: the base of all optimizers. It owns walking, groups, clipping, weight decay, the step count,
/// missing gradients, and saving; an optimizer adds its hyper-parameters, its state slots and a rule of a few lines.
/// </summary>
/// <remarks>Knows tensors with names, not layers. Frozen parameters are passed over. Hyper-parameters are doubles: 1 − 0.999f would be 1.3e-5 off.</remarks>
public abstract class Optimizer
{
    private readonly ParameterGroup[] _groups;
    private readonly Slot[] _slots;
    private readonly NamedTensor[] _parameters;
    private double _learningRate;

    /// <summary>Registers the parameters.</summary>
    /// <param name="groups">The groups; a parameter may stand in one only.</param>
    /// <param name="lr">The learning rate, above 0.</param>
    /// <param name="weightDecay">λ, 0 or more.</param>
    /// <exception cref="ArgumentException">No parameters, one in two groups, or a rate or decay that is negative or no number.</exception>
    protected Optimizer(IEnumerable<ParameterGroup> groups, double lr, double weightDecay)
    {
        _groups = [.. groups];
        LearningRate = lr;
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
        var slots = new List<Slot>();
        var seen = new Dictionary<Cell, string>(ReferenceEqualityComparer.Instance);
        foreach (ParameterGroup group in _groups)
        {
            foreach (NamedTensor parameter in group.Parameters)
            {
                if (!seen.TryAdd(parameter.Tensor.Cell, parameter.Name))
                    throw new ArgumentException($"{GetType().Name}: the parameter {parameter.Name} stands in two groups (also as {seen[parameter.Tensor.Cell]}). Give each parameter to one group.", nameof(groups));
                slots.Add(new Slot(parameter, group));
            }
        }

        if (slots.Count == 0)
            throw new ArgumentException($"{GetType().Name}: there are no parameters to train. Does the module state its Parts?", nameof(groups));
        _slots = [.. slots];
        _parameters = [.. slots.Select(slot => slot.Parameter)];
    }

    /// <summary>The learning rate of the next step, unless a <see cref="Schedule"/> sets it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN or infinite.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = NotNegative(value, "lr");
    }

    /// <summary>When given, sets <see cref="LearningRate"/> before each step to its value at the number of steps done.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>λ of weight decay: added to the gradient (L2, λ/2·‖w‖²), or taken off the weights when the optimizer decouples it.</summary>
    public double WeightDecay { get; }

    /// <summary>When given, gradients are scaled so that their global 2-norm is at most this: coefficient min(1, max/(norm + 1e-6)).</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The global gradient norm before clipping of the last step; NaN when <see cref="ClipNorm"/> is not set.</summary>
    public double GradientNorm { get; private set; } = double.NaN;

    /// <summary>Steps done.</summary>
    public long StepCount { get; private set; }

    /// <summary>The groups.</summary>
    public IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>Step over parameters that have no gradient, instead of stopping with their names.</summary>
    public bool IgnoreMissingGradients { get; init; }

    /// <summary>The state by path, <c>exp_avg.0.weight</c>, with the step count: what a checkpoint saves.</summary>
    public IReadOnlyList<NamedTensor> State
    {
        get
        {
            var state = new List<NamedTensor> { new("step", Tensor.From([StepCount], [])) };
            foreach (Slot slot in _slots)
            {
                for (int i = 0; i < slot.State.Length; i++)
                    state.Add(new NamedTensor($"{StateNames[i]}.{slot.Parameter.Name}", slot.State[i]));
            }

            return state;
        }
    }

    /// <summary>The names of the state slots, one tensor of the parameter's shape each, at first zeros.</summary>
    protected abstract ReadOnlySpan<string> StateNames { get; }

    /// <summary>Whether <see cref="WeightDecay"/> shrinks the weights directly (w ← w − lr·λ·w) instead of entering the gradient.</summary>
    protected virtual bool DecouplesWeightDecay => false;

    /// <summary>Clears all gradients, so that the next backward starts from nothing.</summary>
    public void ZeroGradients()
    {
        foreach (Slot slot in _slots)
            slot.Parameter.Tensor.ClearGradient();
    }

    /// <summary>Changes every parameter that is not frozen after its gradient.</summary>
    /// <exception cref="StepException">Parameters have no gradient (named), or the gradient norm is not finite while clipping; nothing was changed.</exception>
    public void Step()
    {
        DemandGradients();
        double scale = 1;
        if (ClipNorm is { } limit)
        {
            GradientNorm = Clip.Norm(_parameters);
            Clip.DemandFinite(GradientNorm, _parameters);
            scale = Math.Min(1, limit / (GradientNorm + 1e-6));
        }

        if (Schedule is not null)
            LearningRate = Schedule.At(StepCount);
        StepCount++;
        foreach (Slot slot in _slots)
        {
            if (slot.Parameter.Tensor.IsLeaf && !slot.Parameter.Tensor.Gradient.IsNone)
                Update(slot, scale);
        }
    }

    /// <summary>Overwrites step count and state with what <see cref="State"/> gave.</summary>
    /// <exception cref="ArgumentException">Entries are missing or of other shapes; all are named, and nothing is changed.</exception>
    public void Restore(IReadOnlyList<NamedTensor> state)
    {
        var given = state.ToDictionary(item => item.Name, item => item.Tensor);
        foreach (Slot slot in _slots)
            EnsureState(slot);
        IReadOnlyList<NamedTensor> own = State;
        string[] faults = [.. own
            .Where(item => !given.TryGetValue(item.Name, out Tensor value) || value.Shape != item.Tensor.Shape)
            .Select(item => given.TryGetValue(item.Name, out Tensor value) ? $"{item.Name} is {value.Shape}, expected {item.Tensor.Shape}" : $"{item.Name} is missing")];
        if (faults.Length > 0)
            throw new ArgumentException($"The state does not fit this {GetType().Name}, nothing was changed: {string.Join("; ", faults)}.", nameof(state));
        foreach (NamedTensor item in own.Skip(1))
            item.Tensor.CopyFrom(given[item.Name].To(item.Tensor.Type));
        StepCount = given["step"].AsReadOnlySpan<long>()[0];
    }

    /// <summary>The rule: about ten lines.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    protected abstract void Update<T>(in ParameterUpdate<T> u)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Checks a hyper-parameter that must be a finite number of at least 0.</summary>
    protected static double NotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value.ToString(CultureInfo.InvariantCulture)}; expected a finite number of at least 0.");

    /// <summary>Checks a hyper-parameter that must lie in [0, 1).</summary>
    protected static double UnitInterval(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value.ToString(CultureInfo.InvariantCulture)}; expected at least 0 and less than 1.");

    private void Update(Slot slot, double scale)
    {
        EnsureState(slot);
        double lr = LearningRate * slot.Group.LearningRateFactor;
        double decay = slot.Group.WeightDecay ?? WeightDecay;
        Tensor w = slot.Parameter.Tensor;
        Tensor g = w.Gradient;
        (double l2, double shrink) = DecouplesWeightDecay ? (0.0, 1 - (lr * decay)) : (decay, 1.0);
        if (w.Type == DType.Float64)
            Update(new ParameterUpdate<double>(w.AsSpan<double>(), g.AsReadOnlySpan<double>(), slot.State, StepCount, lr, scale, l2, shrink));
        else
            Update(new ParameterUpdate<float>(w.AsSpan<float>(), g.AsReadOnlySpan<float>(), slot.State, StepCount, lr, scale, l2, shrink));
    }

    private void EnsureState(Slot slot)
    {
        if (slot.State.Length == StateNames.Length)
            return;
        Tensor w = slot.Parameter.Tensor;
        var state = new Tensor[StateNames.Length];
        for (int i = 0; i < state.Length; i++)
            state[i] = Tensor.Buffer(w.Shape, w.Type);
        slot.State = state;
    }

    private void DemandGradients()
    {
        if (IgnoreMissingGradients)
            return;
        foreach (Slot slot in _slots)
        {
            if (slot.Parameter.Tensor.IsLeaf && slot.Parameter.Tensor.Gradient.IsNone)
                ThrowMissing();
        }
    }

    private void ThrowMissing()
    {
        IEnumerable<string> names = _slots.Where(slot => slot.Parameter.Tensor.IsLeaf && slot.Parameter.Tensor.Gradient.IsNone).Select(slot => slot.Parameter.Name);
        throw new StepException($"{GetType().Name}.Step: no gradient for {string.Join(", ", names)}. Was Backward() called after ZeroGradients(), and does forward use them? Freeze() what must not train, or set IgnoreMissingGradients.");
    }

    private sealed class Slot(NamedTensor parameter, ParameterGroup group)
    {
        public NamedTensor Parameter { get; } = parameter;

        public ParameterGroup Group { get; } = group;

        public Tensor[] State { get; set; } = [];
    }
}
