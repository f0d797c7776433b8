namespace Fathom;

/// <summary>An optimizer as commands, advice and comparisons name it, with the rates that are usual for it.</summary>
/// <param name="Name">The name, in small letters: <c>adamw</c>.</param>
/// <param name="LearningRate">The usual learning rate, to start with.</param>
/// <param name="LeastUsualRate">The lower end of usual rates.</param>
/// <param name="MostUsualRate">The upper end of usual rates.</param>
/// <param name="WeightDecay">The usual λ of weight decay; 0 where none is usual.</param>
/// <param name="Advice">When to use it, in a few words.</param>
/// <param name="Create">Makes one from groups of parameters, a learning rate and a weight decay; momentum and the like have their usual values.</param>
public sealed record OptimizerKind(
    string Name,
    double LearningRate,
    double LeastUsualRate,
    double MostUsualRate,
    double WeightDecay,
    string Advice,
    Func<IEnumerable<ParameterGroup>, double, double, Optimizer> Create);
