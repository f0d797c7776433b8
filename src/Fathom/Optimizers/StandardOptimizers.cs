namespace Fathom;

/// <summary>The library's optimizers by name, with usual rates: what <c>fathom train --optimizer</c>, advice and comparisons choose from. A test demands a line for each.</summary>
/// <remarks>Rates are the handbook's rules of thumb and the authors' own; those of the constructors are PyTorch's.</remarks>
public static class StandardOptimizers
{
    /// <summary>All of them, the recommended first.</summary>
    public static IReadOnlyList<OptimizerKind> All { get; } =
    [
        new("adam", 1e-3, 3e-4, 1e-3, 0, "the first choice for small networks", (p, lr, decay) => new Adam(p, lr, weightDecay: decay)),
        new("adamw", 1e-3, 3e-4, 1e-3, 1e-2, "Adam with weight decay against overfitting; transformers", (p, lr, decay) => new AdamW(p, lr, weightDecay: decay)),
        new("sgd", 1e-2, 1e-2, 1e-1, 0, "with momentum 0.9: vision, and where the best generalization is worth tuning the rate", (p, lr, decay) => new Sgd(p, lr, momentum: 0.9, weightDecay: decay)),
        new("nesterov", 1e-2, 1e-2, 1e-1, 0, "momentum 0.9 that looks ahead", (p, lr, decay) => new Sgd(p, lr, momentum: 0.9, weightDecay: decay, nesterov: true)),
        new("plain-sgd", 1e-1, 1e-2, 1, 0, "gradient descent without momentum: to learn from, and convex problems", (p, lr, decay) => new Sgd(p, lr, weightDecay: decay)),
        new("rmsprop", 1e-3, 1e-4, 1e-2, 0, "recurrent networks, and targets that move", (p, lr, decay) => new RMSprop(p, lr, weightDecay: decay)),
        new("adagrad", 1e-2, 1e-2, 1e-1, 0, "sparse features: rare ones keep large steps", (p, lr, decay) => new AdaGrad(p, lr, weightDecay: decay)),
        new("adadelta", 1, 1e-1, 1, 0, "when no rate is known", (p, lr, decay) => new Adadelta(p, lr, weightDecay: decay)),
        new("adamax", 2e-3, 1e-3, 2e-3, 0, "Adam for gradients with outliers; embeddings", (p, lr, decay) => new Adamax(p, lr, weightDecay: decay)),
        new("nadam", 2e-3, 3e-4, 2e-3, 0, "Adam with Nesterov's look-ahead", (p, lr, decay) => new NAdam(p, lr, weightDecay: decay)),
        new("radam", 1e-3, 3e-4, 1e-3, 0, "Adam with a warm-up of its own", (p, lr, decay) => new RAdam(p, lr, weightDecay: decay)),
        new("amsgrad", 1e-3, 3e-4, 1e-3, 0, "Adam whose steps never grow again", (p, lr, decay) => new Adam(p, lr, weightDecay: decay, amsgrad: true)),
        new("lion", 1e-4, 3e-5, 3e-4, 1e-1, "half of Adam's memory; large batches", (p, lr, decay) => new Lion(p, lr, weightDecay: decay)),
        new("muon", 1e-3, 3e-4, 3e-3, 1e-1, "hidden weight matrices of deep networks", (p, lr, decay) => new Muon(p, lr, weightDecay: decay)),
    ];

    /// <summary>The names, in that order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(kind => kind.Name)];

    /// <summary>The optimizer of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>; capitals do not matter.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static OptimizerKind Named(string name) =>
        All.FirstOrDefault(kind => kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no optimizer named \"{name}\". Known: {string.Join(", ", Names)}.", nameof(name));

    /// <summary>Makes an optimizer by name.</summary>
    /// <param name="name">One of <see cref="Names"/>; capitals do not matter.</param>
    /// <param name="module">The module, a <see cref="ParameterGroup"/>, or anything with named parameters.</param>
    /// <param name="lr">The learning rate; the usual one of that optimizer when not given.</param>
    /// <param name="weightDecay">λ of weight decay; the usual one of that optimizer when not given.</param>
    /// <exception cref="ArgumentException">There is none of that name, or an argument is out of its range.</exception>
    public static Optimizer Create(string name, IParameters module, double? lr = null, double? weightDecay = null) =>
        Create(name, [module as ParameterGroup ?? new ParameterGroup(module)], lr, weightDecay);

    /// <summary>Makes an optimizer of groups by name; the arguments are those of the other method.</summary>
    public static Optimizer Create(string name, IEnumerable<ParameterGroup> groups, double? lr = null, double? weightDecay = null)
    {
        OptimizerKind kind = Named(name);
        return kind.Create(groups, lr ?? kind.LearningRate, weightDecay ?? kind.WeightDecay);
    }
}
