using System.Globalization;

namespace Fathom.Cli;

/// <summary>The objective of a training and the way its rows are drawn, as the options say, with a setting for each that was asked for.</summary>
internal sealed class Head
{
    private readonly TrainOptions _options;
    private readonly TablePlan _plan;
    private readonly Dataset _train;
    private readonly List<Setting> _settings = [];

    private Head(TrainOptions options, TablePlan plan, Dataset train)
    {
        _options = options;
        _plan = plan;
        _train = train;
        Objective = plan.Task switch
        {
            TableTask.Binary => Binary(),
            TableTask.Classification => MultiClass(),
            TableTask.MultiLabel => MultiLabel(),
            _ => Regression(),
        };
        Sampler = DrawnBy();
    }

    /// <summary>The losses of a regression by name.</summary>
    public static IReadOnlyList<string> Losses { get; } = ["mse", "l1", "huber"];

    public Objective Objective { get; }

    /// <summary>Null for every row once.</summary>
    public Sampler? Sampler { get; }

    /// <summary>What was asked for; usual values are not settings of a run.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    /// <summary>Works out the head; weights are those of the training part.</summary>
    /// <exception cref="UsageException">An option does not belong to the task, or has the wrong number of values.</exception>
    public static Head For(TrainOptions options, TablePlan plan, Dataset train) => new(options, plan, train);

    private BinaryObjective Binary()
    {
        Refuse("--loss", _options.Loss, "a regression", "Two classes are learned by binary cross-entropy.");
        var objective = new BinaryObjective();
        if (Weights() is { } weights)
        {
            if (weights.Count > 2)
                throw new UsageException($"--class-weight has {weights.Count} numbers for two classes ({_plan.Classes[0]}, {_plan.Classes[1]}); give one, for {_plan.Classes[1]}, or one for each.");
            objective = objective with { PositiveWeight = weights.Count == 1 ? weights[0] : weights[1] / weights[0] };
        }
        else if (IsBalanced)
        {
            objective = objective with { PositiveWeight = ClassBalance.PositiveWeight(_train) };
        }

        Note("class-weight", _options.ClassWeight, $"{Display.Number(objective.PositiveWeight)} for {_plan.Classes[1]}");
        return Thresholds(1) is { } thresholds ? objective with { Threshold = thresholds[0] } : objective;
    }

    private MultiClassObjective MultiClass()
    {
        Refuse("--loss", _options.Loss, "a regression", "Classes are learned by cross-entropy.");
        Refuse("--threshold", _options.Thresholds is null ? null : "", "two classes or labels", "Of several classes the most probable is predicted.");
        var objective = new MultiClassObjective();
        if (Weights() is { } weights)
        {
            if (weights.Count != _plan.Classes.Count)
                throw new UsageException($"--class-weight has {weights.Count} numbers for {_plan.Classes.Count} classes; give one for each, in this order: {string.Join(", ", _plan.Classes)}.");
            objective = objective with { ClassWeights = weights };
        }
        else if (IsBalanced)
        {
            objective = objective with { ClassWeights = ClassBalance.ClassWeights(_train) };
        }

        Note("class-weight", _options.ClassWeight, Listed(objective.ClassWeights));
        return objective;
    }

    private MultiLabelObjective MultiLabel()
    {
        Refuse("--loss", _options.Loss, "a regression", "Labels are learned by binary cross-entropy.");
        int labels = _plan.Targets.Count;
        var objective = new MultiLabelObjective();
        if (Weights() is { } weights)
        {
            if (weights.Count != labels)
                throw new UsageException($"--class-weight has {weights.Count} numbers for {labels} labels; give one for each, in this order: {string.Join(", ", _plan.Targets)}.");
            objective = objective with { PositiveWeights = weights };
        }
        else if (IsBalanced)
        {
            objective = objective with { PositiveWeights = ClassBalance.PositiveWeights(_train) };
        }

        Note("class-weight", _options.ClassWeight, Listed(objective.PositiveWeights));
        return Thresholds(labels) is { } thresholds ? objective with { Thresholds = thresholds } : objective;
    }

    private RegressionObjective Regression()
    {
        Refuse("--class-weight", _options.ClassWeight, "classes or labels", "A regression has no classes to weigh.");
        Refuse("--threshold", _options.Thresholds is null ? null : "", "two classes or labels", "A regression predicts the number itself.");
        if (_options.Loss is not { } loss)
            return new RegressionObjective();
        string[] parts = loss.ToLowerInvariant().Split(':');
        string name = OptionText.OneOf("--loss", parts[0], Losses)!;
        if (parts.Length > (name == "huber" ? 2 : 1))
            throw OptionText.Refuse("--loss", loss, $"one of {string.Join(", ", Losses)}; huber may have its bend, in standard units, after a colon", "huber:0.5");
        var objective = new RegressionObjective { Error = (RegressionLoss)Losses.ToList().IndexOf(name) };
        if (parts.Length == 2)
            objective = objective with { Delta = OptionText.Number("--loss huber", parts[1], delta => delta > 0, "a number above 0 after the colon", "huber:0.5")!.Value };
        Note("loss", loss, loss.ToLowerInvariant());
        return objective;
    }

    private Sampler? DrawnBy()
    {
        if (!_options.BalancedSampler)
            return null;
        if (_plan.Task is TableTask.Regression)
            throw new UsageException("--sampler balanced is for classes; a regression has none. Leave it out.");
        if (_plan.Task is TableTask.MultiLabel)
            throw new UsageException("--sampler balanced is for one class a row; labels overlap. Use --class-weight balanced instead.");
        Note("sampler", "balanced", "balanced");
        return Sampler.Balanced(_train);
    }

    private bool IsBalanced => string.Equals(_options.ClassWeight, "balanced", StringComparison.OrdinalIgnoreCase);

    /// <summary>The numbers of --class-weight; null for none and balanced.</summary>
    private IReadOnlyList<double>? Weights()
    {
        if (_options.ClassWeight is not { } text || IsBalanced || text.Equals("none", StringComparison.OrdinalIgnoreCase))
            return null;
        return OptionText.Numbers("--class-weight", text, weight => weight > 0, "balanced, none, or numbers above 0 between commas, one for each class or label", "balanced");
    }

    private IReadOnlyList<double>? Thresholds(int columns)
    {
        if (_options.Thresholds is not { } thresholds)
            return null;
        if (thresholds.Count != 1 && thresholds.Count != columns)
            throw new UsageException($"--threshold has {thresholds.Count} values{(columns == 1 ? "; two classes have one threshold" : $" for {columns} labels ({string.Join(", ", _plan.Targets)}); give one for all, or one for each")}.");
        Note("threshold", "", Listed(thresholds));
        return thresholds;
    }

    private void Note(string name, string? asked, string value)
    {
        if (asked is not null)
            _settings.Add(new Setting(name, asked.Equals("none", StringComparison.OrdinalIgnoreCase) ? "none" : value, asked.Equals("balanced", StringComparison.OrdinalIgnoreCase) ? "balanced over the training rows" : "as asked"));
    }

    private static void Refuse(string option, string? asked, string needs, string instead)
    {
        if (asked is not null)
            throw new UsageException($"{option} is for {needs}. {instead} Leave it out, or name another --task.");
    }

    private static string Listed(IReadOnlyList<double> numbers) => string.Join(",", numbers.Select(number => number.ToString("G4", CultureInfo.InvariantCulture)));
}
