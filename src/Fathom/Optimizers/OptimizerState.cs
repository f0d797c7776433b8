namespace Fathom;

/// <content>What an optimizer remembers from step to step: named, saved, restored.</content>
public abstract partial class Optimizer
{
    private const string StepName = "step";

    /// <summary>
    /// What a checkpoint saves, by path: <c>step</c>, the steps of the optimizer, and for each parameter that has been changed its own steps,
    /// <c>step.0.weight</c>, and its state, <c>exp_avg.0.weight</c>. Groups made of single layers may name parameters alike: the second <c>weight</c>
    /// is <c>weight#2</c> here and in errors, in the order of the groups.
    /// </summary>
    public IReadOnlyList<NamedTensor> State
    {
        get
        {
            var state = new List<NamedTensor> { new(StepName, Tensor.From([StepCount], [])) };
            foreach (Slot slot in _slots.Where(slot => slot.Steps > 0))
            {
                state.Add(new NamedTensor($"{StepName}.{slot.Parameter.Name}", Tensor.From([slot.Steps], [])));
                string[] names = NamesOf(slot);
                for (int i = 0; i < names.Length; i++)
                    state.Add(new NamedTensor($"{names[i]}.{slot.Parameter.Name}", slot.State[i]));
            }

            return state;
        }
    }

    /// <summary>Replaces step counts and state with what <see cref="State"/> gave. A parameter without entries starts afresh, as one that was never changed.</summary>
    /// <exception cref="ArgumentException">Entries are missing, unknown, or of other types or shapes; all are named, and nothing is changed.</exception>
    public void Restore(IReadOnlyList<NamedTensor> state)
    {
        var given = new Dictionary<string, Tensor>();
        var faults = new List<string>();
        foreach (NamedTensor item in state)
        {
            if (!given.TryAdd(item.Name, item.Tensor))
                faults.Add($"{item.Name} stands twice");
        }

        long count = TakeSteps(given, StepName, faults);
        var restored = new (long Steps, Tensor[] State)[_slots.Length];
        for (int i = 0; i < _slots.Length; i++)
            restored[i] = Take(given, _slots[i], faults);
        faults.AddRange(given.Keys.Select(name => $"{name} is unknown"));
        if (faults.Count > 0)
            throw new ArgumentException($"The state does not fit this {GetType().Name}, nothing was changed: {string.Join("; ", faults)}. Was it saved by the same optimizer for the same network?", nameof(state));
        StepCount = count;
        for (int i = 0; i < _slots.Length; i++)
            (_slots[i].Steps, _slots[i].State) = restored[i];
    }

    /// <summary>All that it was made with beside the parameters and the rate, by name: what must be equal for training to go on as if it had never stopped.</summary>
    internal IEnumerable<(string Name, double? Value)> Made =>
    [
        // The momentum that a schedule sets is not what the optimizer was made with.
        .. Options.Where(option => MomentumSchedule is null || option.Name is not ("Momentum" or "Beta1")).Select(option => (option.Name, (double?)option.Value)),
        (nameof(WeightDecay), WeightDecay),
        (nameof(L1), L1),
        (nameof(ClipNorm), ClipNorm),
        (nameof(Maximize), Maximize ? 1 : 0),
    ];

    /// <summary>Copies all that <see cref="Step()"/> changes beside the parameters; the action puts it back bit for bit, where it was.</summary>
    internal Action Remember()
    {
        (long count, double rate, double norm, bool ignores) = (StepCount, LearningRate, GradientNorm, IgnoresSchedule);
        var before = Array.ConvertAll(_slots, slot => (slot.Steps, slot.State, Values: Array.ConvertAll(slot.State, tensor => tensor.Copy().Keep())));
        return () =>
        {
            (StepCount, LearningRate, GradientNorm, IgnoresSchedule) = (count, rate, norm, ignores);
            for (int i = 0; i < before.Length; i++)
            {
                (_slots[i].Steps, _slots[i].State) = (before[i].Steps, before[i].State);
                for (int j = 0; j < before[i].Values.Length; j++)
                    before[i].State[j].CopyFrom(before[i].Values[j]);
            }
        };
    }

    /// <summary>Takes one parameter's entries out of those given, as copies; none at all is a fresh start.</summary>
    private (long Steps, Tensor[] State) Take(Dictionary<string, Tensor> given, Slot slot, List<string> faults)
    {
        string path = slot.Parameter.Name;
        bool any = given.ContainsKey($"{StepName}.{path}");
        string[] names = NamesOf(slot);
        foreach (string name in names)
            any |= given.ContainsKey($"{name}.{path}");
        if (!any)
            return (0, []);
        long steps = TakeSteps(given, $"{StepName}.{path}", faults);
        Tensor[] state = NewState(slot);
        for (int i = 0; i < state.Length; i++)
        {
            string name = $"{names[i]}.{path}";
            if (!given.Remove(name, out Tensor value))
                faults.Add($"{name} is missing");
            else if (value.Shape != state[i].Shape || !value.Type.IsFloating())
                faults.Add($"{name} is {value.Shape} {value.Type}, expected {state[i].Shape} {state[i].Type}");
            else
                state[i].CopyFrom(value.To(state[i].Type));
        }

        return (steps, state);
    }

    private static long TakeSteps(Dictionary<string, Tensor> given, string name, List<string> faults)
    {
        if (!given.Remove(name, out Tensor value))
            faults.Add($"{name} is missing");
        else if (value.Type != DType.Int64 || value.Length != 1)
            faults.Add($"{name} is {value.Shape} {value.Type}, expected one {DType.Int64}");
        else if (value.AsReadOnlySpan<long>()[0] is var steps && steps < 0)
            faults.Add($"{name} is {steps}, expected 0 or more");
        else
            return steps;
        return 0;
    }

    private string[] NamesOf(Slot slot) => [.. StateNamesFor(slot.Parameter.Tensor.Shape), .. ScalarNames];

    private Tensor[] NewState(Slot slot)
    {
        Tensor w = slot.Parameter.Tensor;
        int buffers = StateNamesFor(w.Shape).Length;
        var state = new Tensor[buffers + ScalarNames.Length];
        for (int i = 0; i < state.Length; i++)
            state[i] = i < buffers ? Tensor.Buffer(w.Shape, w.Type) : Tensor.Buffer([], DType.Float64);
        return state;
    }
}
