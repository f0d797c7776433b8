namespace Fathom;

/// <summary>
/// Something with parts, state and a mode: the base of every layer and network. A user's own module states its parts in one override;
/// names equal PyTorch's, so weight files load unchanged.
/// </summary>
/// <example><code>
/// sealed class Net : Layer
/// {
///     readonly Linear fc1 = new(2, 8), fc2 = new(8, 1);
///     protected override IEnumerable&lt;Part&gt; Parts =&gt; [("fc1", fc1), ("fc2", fc2)];
///     public override Tensor Forward(Tensor x) =&gt; fc2.Forward(fc1.Forward(x).ReLU());
/// }
/// </code></example>
public abstract class Module : IParameters
{
    private bool? _isOwn;

    /// <summary>Whether the module behaves as in training (dropout drops, batch norm uses the batch). True at first.</summary>
    public bool IsTraining { get; internal set; } = true;

    /// <summary>All parameters, frozen ones included, by path. A tied parameter appears once, under its first path; see <see cref="State"/> for all paths.</summary>
    public IReadOnlyList<NamedTensor> Parameters => Collect(buffers: false, parameters: true, tied: false);

    /// <summary>State that is saved but not trained, by path.</summary>
    public IReadOnlyList<NamedTensor> Buffers => Collect(buffers: true, parameters: false, tied: false);

    /// <summary>Everything a weight file holds: parameters and buffers by path; tied ones under every path.</summary>
    public IReadOnlyList<NamedTensor> State => Collect(buffers: true, parameters: true, tied: true);

    /// <summary>The number of parameter elements, tied ones counted once.</summary>
    public long ParameterCount => Parameters.Sum(p => (long)p.Tensor.Length);

    /// <summary>Whether this module and all below are the library's: none of them holds on to a tensor that it computes on the way. See <see cref="Interior"/>.</summary>
    internal bool IsOwn => _isOwn ??= Descendants().All(item => item.Module.GetType().Assembly == typeof(Module).Assembly);

    /// <summary>The named parts: modules, parameters and buffers, in the order of computation.</summary>
    protected virtual IEnumerable<Part> Parts => [];

    /// <summary>The parts, for those who walk modules from outside.</summary>
    public IEnumerable<Part> GetParts() => Parts;

    /// <summary>Every module below and including this one, with its path (empty for this one), parents first.</summary>
    public IEnumerable<(string Path, Module Module)> Descendants()
    {
        var pending = new Stack<(string, Module)>();
        pending.Push(("", this));
        while (pending.TryPop(out var next))
        {
            (string path, Module module) = next;
            yield return (path, module);
            foreach (Part part in module.Parts.Reverse())
            {
                if (part.Module is { } child)
                    pending.Push((Join(path, part.Name), child));
            }
        }
    }

    /// <summary>Switches this module and all below to training mode.</summary>
    public void Train() => SetMode(training: true);

    /// <summary>Switches this module and all below to evaluation mode: nothing drops out, running statistics are used.</summary>
    public void Evaluate() => SetMode(training: false);

    /// <summary>Evaluation mode until the scope is disposed; then each module below has the mode it had.</summary>
    internal ModeScope Evaluating() => new(this);

    /// <summary>Stops the training of this module's parameters: they keep their values and count as frozen. Takes effect with the next forward. Running statistics still follow the data in training mode: <see cref="Evaluate"/> stops them.</summary>
    public void Freeze() => SetTrainable(false);

    /// <summary>Trains the parameters again.</summary>
    public void Unfreeze() => SetTrainable(true);

    /// <summary>Converts all floating-point parameters and buffers to a type where they stand, as to <see cref="DType.Float64"/> for a gradient check. Returns nothing new: handles stay valid.</summary>
    public void ConvertTo(DType type)
    {
        if (!type.IsFloating())
            throw new ArgumentException($"Parameters are floating-point numbers; they cannot become {type}.", nameof(type));
        foreach (Tensor tensor in Descendants().SelectMany(item => item.Module.Parts).Where(part => part.Module is null && !part.Tensor.IsNone).Select(part => part.Tensor))
        {
            Tensor origin = tensor.Origin;
            if (origin.Type.IsFloating() && origin.Type != type)
                origin.Become(origin.Detach().To(type));
            if (tensor.Cell != origin.Cell)
                tensor.TieTo(origin);
        }
    }

    /// <summary>A copy of all state by path, for <see cref="Restore"/>.</summary>
    public IReadOnlyList<NamedTensor> Snapshot() =>
        [.. State.Select(item => new NamedTensor(item.Name, item.Tensor.Copy().Keep()))];

    /// <summary>Overwrites all state with values of the same paths, shapes and types.</summary>
    /// <exception cref="ArgumentException">Paths are missing or unknown, shapes differ, or the values of what is tied in the model do: all of them are listed, and nothing is changed.</exception>
    public void Restore(IReadOnlyList<NamedTensor> state)
    {
        IReadOnlyList<NamedTensor> own = State;
        var given = new Dictionary<string, Tensor>();
        foreach (NamedTensor item in state)
            given[item.Name] = item.Tensor;
        var faults = new List<string>();
        foreach (NamedTensor item in own)
        {
            if (!given.Remove(item.Name, out Tensor value))
                faults.Add($"{item.Name} {item.Tensor.Shape} is missing");
            else if (value.Shape != item.Tensor.Shape)
                faults.Add($"{item.Name} is {value.Shape}, the model has {item.Tensor.Shape}");
        }

        var values = state.DistinctBy(item => item.Name).ToDictionary(item => item.Name, item => item.Tensor);
        faults.AddRange(Ties(own).Where(tie => values.TryGetValue(tie.Name, out Tensor a) && values.TryGetValue(tie.First, out Tensor b) && !a.Bytes.SequenceEqual(b.Bytes))
            .Select(tie => $"{tie.First} and {tie.Name} are one tensor in the model and differ in the state"));
        faults.AddRange(given.Select(left => $"{left.Key} {left.Value.Shape} is unknown to the model"));
        if (faults.Count > 0)
            throw new ArgumentException($"The state does not fit the model, nothing was changed: {string.Join("; ", faults)}. Build the network with the sizes the state was made with.", nameof(state));
        foreach (NamedTensor item in own)
            item.Tensor.CopyFrom(values[item.Name].To(item.Tensor.Type));
    }

    /// <summary>Clears the gradients of all parameters.</summary>
    public void ZeroGradients()
    {
        foreach (NamedTensor parameter in Parameters)
            parameter.Tensor.ClearGradient();
    }

    /// <summary>
    /// Says that this module runs until the scope is disposed, so that a profile counts as its own what no layer below it does. Needed only by a layer that
    /// computes something itself, and then only where it is called by another layer of one's own: <c>using ModuleScope running = Running();</c>.
    /// </summary>
    public ModuleScope Running() => new(Probe.Current, this);

    /// <summary>The same for the next operation alone; gives <paramref name="x"/> back.</summary>
    internal Tensor Marked(Tensor x)
    {
        Probe.Current?.Mark(this);
        return x;
    }

    /// <summary>The class name; layers add their settings.</summary>
    public override string ToString() => GetType().Name;

    /// <summary>The names under which a tensor of a state appears again, each with the first.</summary>
    internal static IEnumerable<(string Name, string First)> Ties(IReadOnlyList<NamedTensor> state)
    {
        var first = new Dictionary<Cell, string>(ReferenceEqualityComparer.Instance);
        foreach (NamedTensor item in state)
        {
            if (!first.TryAdd(item.Tensor.Cell, item.Name))
                yield return (item.Name, first[item.Tensor.Cell]);
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private void SetMode(bool training)
    {
        foreach ((_, Module module) in Descendants())
            module.IsTraining = training;
    }

    private void SetTrainable(bool trainable)
    {
        foreach (NamedTensor parameter in Parameters)
            parameter.Tensor.RequireGradient(trainable);
    }

    private List<NamedTensor> Collect(bool buffers, bool parameters, bool tied)
    {
        var found = new List<NamedTensor>();
        var seen = new HashSet<Cell>(ReferenceEqualityComparer.Instance);
        foreach ((string path, Module module) in Descendants())
        {
            foreach (Part part in module.Parts)
            {
                if (part.Module is not null || part.Tensor.IsNone || !(part.IsBuffer ? buffers : parameters))
                    continue;
                Tensor tensor = part.Tensor.Origin;
                if (seen.Add(tensor.Cell) || tied)
                    found.Add(new NamedTensor(Join(path, part.Name), tensor));
            }
        }

        return found;
    }
}
