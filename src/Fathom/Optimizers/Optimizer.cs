using System.Globalization;
using System.Numerics;
using Fathom.Kernels;

namespace Fathom;

/// <summary>
/// Changes parameters after their gradients: the base of all optimizers. It owns walking, groups, clipping, weight decay, the step count,
/// missing gradients, and saving; an optimizer adds its hyper-parameters, its state slots and a rule of a few lines.
/// </summary>
/// <remarks>Knows tensors with names, not layers. Frozen parameters are passed over. Hyper-parameters are doubles: 1 − 0.999f would be 1.3e-5 off.</remarks>
public abstract partial class Optimizer
{
    private readonly ParameterGroup[] _groups;
    private readonly Slot[] _slots;
    private readonly NamedTensor[] _parameters;
    private readonly UpdateBatch _batch = new();
    private double _learningRate;

    /// <summary>Registers the parameters.</summary>
    /// <param name="groups">The groups; a parameter may stand in one only.</param>
    /// <param name="lr">The learning rate, 0 or more.</param>
    /// <param name="weightDecay">λ, 0 or more.</param>
    /// <exception cref="ArgumentException">No parameters, one in two groups, or a rate or decay that is negative or no number.</exception>
    protected Optimizer(IEnumerable<ParameterGroup> groups, double lr, double weightDecay)
    {
        _groups = [.. groups];
        LearningRate = lr;
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
        var slots = new List<Slot>();
        var seen = new Dictionary<Cell, string>(ReferenceEqualityComparer.Instance);
        var names = new HashSet<string>();
        foreach (ParameterGroup group in _groups)
        {
            foreach (NamedTensor parameter in group.Parameters)
            {
                if (!seen.TryAdd(parameter.Tensor.Cell, parameter.Name))
                    throw new ArgumentException($"{GetType().Name}: the parameter {parameter.Name} stands in two groups (also as {seen[parameter.Tensor.Cell]}). Give each parameter to one group.", nameof(groups));
                slots.Add(new Slot(parameter with { Name = Unique(parameter.Name, names) }, group));
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
    public Schedule? Schedule { get; set; }

    /// <summary>
    /// When given, sets the momentum before each step as <see cref="Schedule"/> sets the rate: μ of <see cref="Sgd"/> and <see cref="RMSprop"/>, β₁ of
    /// <see cref="Adam"/> and its kin. One-cycle training lets it fall while the rate climbs: <see cref="OneCycle.Momentum"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The optimizer was made without momentum, or the schedule starts outside [0, 1).</exception>
    public Schedule? MomentumSchedule
    {
        get;
        set
        {
            if (value is not null && !SetMomentum(UnitInterval(value.At(StepCount), nameof(MomentumSchedule))))
                throw new ArgumentException($"{GetType().Name} has no momentum that a schedule could set. Make it with momentum above 0, or leave {nameof(MomentumSchedule)} out.", nameof(value));
            field = value;
        }
    }

    /// <summary>Hears of every step; null where nobody listens.</summary>
    internal IStepWatcher? Watcher { get; set; }

    /// <summary>Leaves <see cref="LearningRate"/> and momentum as they are for a while, although there are schedules: a search for a rate sets it itself.</summary>
    internal bool IgnoresSchedule { get; set; }

    /// <summary>λ of weight decay: added to the gradient (L2, λ/2·‖w‖²), or taken off the weights when the optimizer decouples it.</summary>
    public double WeightDecay { get; }

    /// <summary>
    /// λ₁ of L1 regularization, 0 by default: after the rule each weight is drawn towards 0 and stops there,
    /// w ← sign(w)·max(|w| − lr·λ₁, 0), so that weights become exactly 0. <see cref="Sparsity"/> tells how many; 1e-5…1e-3 is usual.
    /// </summary>
    /// <remarks><code>
    /// SGD       the proximal step of λ₁·‖w‖₁; with momentum lr·λ₁/(1 − μ), as gradients act so much longer
    /// adaptive  (AdaGrad, RMSprop, Adam and its kin) lr·min(10, λ₁/(√v̂ + ε)): the proximal step in the optimizer's own measure
    /// others    (Lion, Muon, Adadelta, your own) lr·λ₁
    /// differs   PyTorch has no such option
    /// source    Daubechies, Defrise and De Mol 2004; Parikh and Boyd 2014, "Proximal algorithms" §6.5.2;
    ///           Yun, Lozano and Yang 2021, "Adaptive proximal gradient methods for structured neural networks"
    /// </code>Leave biases out: <see cref="ParameterGroup.WeightsAndOthers"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN or infinite.</exception>
    public double L1 { get; set => field = NotNegative(value, nameof(L1)); }

    /// <summary>Climb instead of descending: steps follow −g. Weight decay and L1 shrink weights all the same, as in PyTorch.</summary>
    public bool Maximize { get; init; }

    /// <summary>When given, gradients are scaled so that their global 2-norm is at most this: coefficient min(1, max/(norm + 1e-6)).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double? ClipNorm { get; set => field = value is { } norm ? Require.PositiveNumber(norm, nameof(ClipNorm)) : null; }

    /// <summary>The global gradient norm before clipping of the last step; NaN when <see cref="ClipNorm"/> is not set.</summary>
    public double GradientNorm { get; private set; } = double.NaN;

    /// <summary>Calls of <see cref="Step"/> done: what the schedule counts. A rule counts the steps of its own parameter, <see cref="ParameterUpdate{T}.Step"/>.</summary>
    public long StepCount { get; private set; }

    /// <summary>The groups.</summary>
    public IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>Step over parameters that have no gradient, instead of stopping with their names.</summary>
    public bool IgnoreMissingGradients { get; set; }

    /// <summary>Whether a parameter is not frozen.</summary>
    internal bool HasWork => Array.Exists(_parameters, parameter => parameter.Tensor.IsLeaf);

    /// <summary>The names of the state slots, one tensor of the parameter's shape each, at first zeros. None may be <c>step</c>.</summary>
    protected abstract ReadOnlySpan<string> StateNames { get; }

    /// <summary>The names of further numbers kept for each parameter, one double each, at first 0; none by default.</summary>
    protected virtual ReadOnlySpan<string> ScalarNames => [];

    /// <summary>The hyper-parameters of the rule by name, a flag as 0 or 1; none by default. A <see cref="Checkpoint"/> compares them, so that training does not go on with others.</summary>
    protected virtual IEnumerable<(string Name, double Value)> Options => [];

    /// <summary>Whether <see cref="WeightDecay"/> shrinks the weights directly (w ← w − lr·λ·w) instead of entering the gradient.</summary>
    protected virtual bool DecouplesWeightDecay => false;

    /// <summary>Clears all gradients, so that the next backward starts from nothing.</summary>
    public void ZeroGradients()
    {
        foreach (Slot slot in _slots)
            slot.Parameter.Tensor.ClearGradient();
    }

    /// <summary>Changes every parameter that is not frozen after its gradient.</summary>
    /// <exception cref="StepException">Parameters have no gradient (named), or all are frozen; nothing was changed.</exception>
    /// <exception cref="NotFiniteException">The gradient norm is not finite while clipping; no parameter and no state was changed.</exception>
    public void Step()
    {
        Watcher?.BeforeStep();
        DemandGradients();
        double scale = 1;
        if (ClipNorm is { } limit)
        {
            GradientNorm = Clip.Norm(_parameters);
            Clip.DemandFinite(GradientNorm, _parameters);
            scale = Math.Min(1, limit / (GradientNorm + 1e-6));
        }

        if (Schedule is not null && !IgnoresSchedule)
            LearningRate = Schedule.At(StepCount);
        if (MomentumSchedule is not null && !IgnoresSchedule)
            SetMomentum(UnitInterval(MomentumSchedule.At(StepCount), nameof(MomentumSchedule)));
        StepCount++;
        _batch.Clear();     // of what a step left behind that an exception ended
        foreach (Slot slot in _slots)
        {
            if (slot.Parameter.Tensor.IsLeaf && !slot.Parameter.Tensor.Gradient.IsNone)
                Update(slot, scale);
        }

        _batch.Run();
        Watcher?.AfterStep();
    }

    /// <summary>The rule: about ten lines.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    protected abstract void Update<T>(in ParameterUpdate<T> u)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The state slots of a parameter of that shape: all of <see cref="StateNames"/>, unless an optimizer treats shapes differently.</summary>
    private protected virtual ReadOnlySpan<string> StateNamesFor(in Shape shape) => StateNames;

    /// <summary>How far a lasting gradient of 1 moves a weight in that step, in units of the rate: what the threshold of <see cref="L1"/> follows.</summary>
    private protected virtual Reach ReachAt(long step) => new(1);

    /// <summary>Takes the momentum of the coming step from <see cref="MomentumSchedule"/>; false where there is none to set.</summary>
    private protected virtual bool SetMomentum(double momentum) => false;

    /// <summary>Checks a hyper-parameter that must be a finite number of at least 0.</summary>
    protected static double NotNegative(double value, string name) => Require.NotNegativeNumber(value, name);

    /// <summary>Checks a hyper-parameter that must lie in [0, 1).</summary>
    protected static double UnitInterval(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value.ToString(CultureInfo.InvariantCulture)}; expected at least 0 and less than 1.");

    /// <summary>The name, numbered where it is taken: parameters of two layers, each a group of its own, are both called <c>weight</c>.</summary>
    private static string Unique(string name, HashSet<string> names)
    {
        string unique = name;
        for (int number = 2; !names.Add(unique); number++)
            unique = $"{name}#{number}";
        return unique;
    }

    private void Update(Slot slot, double scale)
    {
        if (slot.State.Length != StateNamesFor(slot.Parameter.Tensor.Shape).Length + ScalarNames.Length)
            slot.State = NewState(slot);
        slot.Steps++;
        double lr = LearningRate * slot.Group.LearningRateFactor;
        double decay = slot.Group.WeightDecay ?? WeightDecay, l1 = slot.Group.L1 ?? L1;
        (double l2, double shrink) = DecouplesWeightDecay ? (0.0, 1 - (lr * decay)) : (decay, 1.0);
        if (slot.Parameter.Tensor.Type == DType.Float64)
            Update<double>(slot, lr, Maximize ? -scale : scale, l2, shrink, l1);
        else
            Update<float>(slot, lr, Maximize ? -scale : scale, l2, shrink, l1);
    }

    private void Update<T>(Slot slot, double lr, double scale, double l2, double shrink, double l1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor w = slot.Parameter.Tensor;
        Span<T> weights = w.AsSpan<T>();
        Update(new ParameterUpdate<T>(_batch, weights, w.Gradient.AsReadOnlySpan<T>(), w.Shape, slot.State, ScalarNames.Length, slot.Steps, lr, scale, l2, shrink));
        if (l1 == 0)
            return;
        _batch.Run();     // the rule comes first
        Reach reach = ReachAt(slot.Steps);
        if (reach.Slot < 0)
            Elementwise.Map(new SoftThreshold(lr * l1 * reach.Gain), weights, weights);
        else
            Elementwise.Map(new AdaptiveSoftThreshold(lr, l1, reach), weights, slot.State[reach.Slot].AsReadOnlySpan<T>(), weights);
    }

    private void DemandGradients()
    {
        bool trains = false;
        foreach (Slot slot in _slots)
        {
            if (!slot.Parameter.Tensor.IsLeaf)
                continue;
            trains = true;
            if (!IgnoreMissingGradients && slot.Parameter.Tensor.Gradient.IsNone)
                ThrowMissing();
        }

        if (!trains)
            throw new StepException($"{GetType().Name}.Step: there is nothing to train, all {_slots.Length} parameters are frozen. Unfreeze() what must train.");
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

        /// <summary>How often the parameter was changed: bias corrections and first-step rules count this, not the optimizer's steps.</summary>
        public long Steps { get; set; }

        public Tensor[] State { get; set; } = [];
    }
}
