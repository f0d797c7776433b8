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
        RefuseLoss("Two classes are learned by binary cross-entropy.");
        RefuseSmoothing();
        IReadOnlyList<double> weights = Weights(
            () => [ClassBalance.PositiveWeight(_train)],
            count => count is 1 or 2,
            $"two classes ({_plan.Classes[0]}, {_plan.Classes[1]}); give one, for {_plan.Classes[1]}, or one for each.");
        return new BinaryObjective
        {
            PositiveWeight = weights.Count switch { 0 => 1, 1 => weights[0], _ => weights[1] / weights[0] },
            Threshold = Thresholds(1)[0],
        };
    }

    private MultiClassObjective MultiClass()
    {
        RefuseLoss("Classes are learned by cross-entropy.");
        RefuseThreshold("Of several classes the most probable is predicted.");
        var objective = new MultiClassObjective
        {
            ClassWeights = Weights(() => ClassBalance.ClassWeights(_train), count => count == _plan.Classes.Count, OneForEach("classes", _plan.Classes)),
            LabelSmoothing = _options.LabelSmoothing ?? 0,
        };
        if (_options.LabelSmoothing is { } smoothing)
            Note("label-smoothing", Display.Number(smoothing));
        return objective;
    }

    private MultiLabelObjective MultiLabel()
    {
        RefuseLoss("Labels are learned by binary cross-entropy.");
        RefuseSmoothing();
        return new MultiLabelObjective
        {
            PositiveWeights = Weights(() => ClassBalance.PositiveWeights(_train), count => count == _plan.Targets.Count, OneForEach("labels", _plan.Targets)),
            Thresholds = Thresholds(_plan.Targets.Count),
        };
    }

    private RegressionObjective Regression()
    {
        Refuse("--class-weight", _options.ClassWeight is not null, "classes or labels", "A regression has no classes to weigh.");
        RefuseThreshold("A regression predicts the number itself.");
        RefuseSmoothing();
        if (_options.Loss is not { } loss)
            return new RegressionObjective();
        string[] parts = loss.ToLowerInvariant().Split(':');
        string name = OptionText.OneOf("--loss", parts[0], Losses)!;
        if (parts.Length > (name == "huber" ? 2 : 1))
            throw OptionText.Refuse("--loss", loss, $"one of {string.Join(", ", Losses)}; huber may have its bend, in standard units, after a colon", "huber:0.5");
        var objective = new RegressionObjective { Error = (RegressionLoss)Losses.ToList().IndexOf(name) };
        if (parts.Length == 2)
            objective = objective with { Delta = OptionText.TryNumber(parts[1], out double delta) && delta > 0 && double.IsFinite(delta) ? delta : throw OptionText.Refuse("--loss", loss, "a number above 0 after huber:", "huber:0.5") };
        Note("loss", loss.ToLowerInvariant());
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
        Note("sampler", "balanced");
        return Sampler.Balanced(_train);
    }

    /// <summary>What --class-weight says: the balanced weights, the numbers given, or none.</summary>
    private IReadOnlyList<double> Weights(Func<double[]> balanced, Predicate<int> fits, string fitting)
    {
        if (_options.ClassWeight is not { } text)
            return [];
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            Note("class-weight", "none");
            return [];
        }

        bool isBalanced = text.Equals("balanced", StringComparison.OrdinalIgnoreCase);
        IReadOnlyList<double> weights = isBalanced
            ? Balanced(balanced)
            : OptionText.Numbers("--class-weight", text, weight => weight > 0, "balanced, none, or numbers above 0 between commas, one for each class or label", "balanced");
        if (!isBalanced && !fits(weights.Count))
            throw new UsageException($"--class-weight has {weights.Count} numbers for {fitting}");
        Note("class-weight", Listed(weights), isBalanced ? "balanced over the training rows" : "as asked");
        return weights;
    }

    private static double[] Balanced(Func<double[]> weights)
    {
        try
        {
            return weights();
        }
        catch (DatasetException fault)
        {
            throw new UsageException($"--class-weight balanced: {fault.Message} Another --seed splits the rows in another way.");
        }
    }

    private IReadOnlyList<double> Thresholds(int columns)
    {
        if (_options.Thresholds is not { } thresholds)
            return [0.5];
        if (thresholds.Count != 1 && thresholds.Count != columns)
            throw new UsageException($"--threshold has {thresholds.Count} values{(columns == 1 ? "; two classes have one threshold" : $" for {columns} labels ({string.Join(", ", _plan.Targets)}); give one for all, or one for each")}.");
        Note("threshold", Listed(thresholds));
        return thresholds;
    }

    private void Note(string name, string value, string reason = "as asked") => _settings.Add(new Setting(name, value, reason));

    private void RefuseLoss(string instead) => Refuse("--loss", _options.Loss is not null, "a regression", instead);

    private void RefuseThreshold(string instead) => Refuse("--threshold", _options.Thresholds is not null, "two classes or labels", instead);

    private void RefuseSmoothing() => Refuse("--label-smoothing", _options.LabelSmoothing is not null, "several classes", "It moves a share of every label to the other classes.");

    private static void Refuse(string option, bool asked, string needs, string instead)
    {
        if (asked)
            throw new UsageException($"{option} is for {needs}. {instead} Leave it out, or name another --task.");
    }

    private static string OneForEach(string what, IReadOnlyList<string> names) => $"{names.Count} {what}; give one for each, in this order: {string.Join(", ", names)}.";

    private static string Listed(IReadOnlyList<double> numbers) => string.Join(",", numbers.Select(number => number.ToString("G4", CultureInfo.InvariantCulture)));
}
