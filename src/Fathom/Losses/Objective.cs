using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>
/// What a network is trained for, the task's head: the loss with its options, the prediction it implies, and the metrics to report. The trainer
/// uses it, and it travels in the model file.
/// </summary>
public abstract record Objective
{
    internal const string KindKey = "objective";

    /// <summary>One logit a row: the probability of class 1 is σ(logit). See <see cref="BinaryObjective"/>.</summary>
    public static BinaryObjective Binary { get; } = new();

    /// <summary>A logit for each class: probabilities are their softmax. See <see cref="MultiClassObjective"/>.</summary>
    public static MultiClassObjective MultiClass { get; } = new();

    /// <summary>An independent logit for each of several labels: probabilities are σ(logit). See <see cref="MultiLabelObjective"/>.</summary>
    public static MultiLabelObjective MultiLabel { get; } = new();

    /// <summary>One or more values a row. See <see cref="RegressionObjective"/>.</summary>
    public static RegressionObjective Regression { get; } = new();

    /// <summary>A logit for each token at every place of a sequence: which token comes next. See <see cref="NextTokenObjective"/>.</summary>
    public static NextTokenObjective NextToken { get; } = new();

    /// <summary>The kind of task.</summary>
    public abstract TaskKind Task { get; }

    /// <summary>What is reported on validation and test data.</summary>
    public virtual IReadOnlyList<Metric> Metrics => Fathom.Metrics.For(Task);

    /// <summary>The loss of a batch: the mean over its rows (with class weights the weighted one), a scalar.</summary>
    /// <param name="output">The network's output, (N, outputs); of tokens (N, T, V).</param>
    /// <param name="targets">Labels or values of the same rows.</param>
    public abstract Tensor Loss(Tensor output, Tensor targets);

    /// <summary>
    /// How much a batch counts beside others, so that parts make the whole: Loss(whole) = Σ BatchWeight(part)·Loss(part) / Σ BatchWeight(part). The number
    /// of rows, unless the loss is another mean than that over rows, as with class weights.
    /// </summary>
    /// <param name="targets">Labels or values of the batch.</param>
    public virtual double BatchWeight(Tensor targets) => targets.Shape[0];

    /// <summary>The rows of a batch that are not marked to leave out, in order; null where all count.</summary>
    internal virtual int[]? CountedRows(Tensor targets) => null;

    /// <summary>Refuses targets of a whole data set that the loss of some batch would refuse, so that the text names the row of the data, before the first step.</summary>
    /// <param name="targets">Labels or values of all rows.</param>
    /// <param name="outputs">The network's outputs a row.</param>
    /// <param name="firstRow">The number of the first of these rows in the data, where it is looked at in parts.</param>
    internal virtual void CheckTargets(Tensor targets, int outputs, int firstRow)
    {
    }

    /// <summary>What an evaluation collects predictions in, with the objective's thresholds.</summary>
    /// <param name="classNames">The classes or labels by name; may be null.</param>
    public virtual Predictions NewPredictions(IReadOnlyList<string>? classNames = null) => new(Task, classNames);

    /// <summary>What the output means: probabilities or values, of the output's shape.</summary>
    public abstract Tensor Predict(Tensor output);

    /// <summary>The objective with its options as JSON.</summary>
    public JsonObject Describe()
    {
        var json = new JsonObject { [KindKey] = Kind };
        Write(json);
        return json;
    }

    /// <summary>Builds the objective that JSON describes.</summary>
    /// <param name="json">What <see cref="Describe"/> gave.</param>
    /// <param name="file">Where it stands, for errors.</param>
    /// <exception cref="FileFormatException">The description is damaged or names an unknown objective.</exception>
    public static Objective Build(JsonNode? json, string file)
    {
        try
        {
            if (json is not JsonObject values || values[KindKey] is not JsonValue value || !value.TryGetValue(out string? kind))
                throw Unknown(file, "missing");
            var options = new StrictOptions($"objective {kind}", KindKey, values, file);
            Objective objective = kind switch
            {
                BinaryObjective.Name => BinaryObjective.Read(options),
                MultiClassObjective.Name => MultiClassObjective.Read(options),
                MultiLabelObjective.Name => MultiLabelObjective.Read(options),
                RegressionObjective.Name => RegressionObjective.Read(options),
                NextTokenObjective.Name => new NextTokenObjective(),
                _ => throw Unknown(file, $"\"{kind}\""),
            };
            options.DemandAllRead();
            return objective;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // JSON is decoded when it is asked for: doubled names and halves of surrogate pairs come to light here.
            throw new FileFormatException(file, null, $"The description of the objective is damaged: {error.Message}", error);
        }
    }

    /// <summary>The name in files.</summary>
    protected abstract string Kind { get; }

    /// <summary>Writes the options.</summary>
    protected virtual void Write(JsonObject json)
    {
    }

    private protected const string AllowedWeight = "a number above 0";

    private protected static bool IsWeight(double weight) => weight > 0 && double.IsFinite(weight);

    private protected static bool IsProbability(double p) => p is >= 0 and <= 1;

    private static FileFormatException Unknown(string file, string kind) =>
        new(file, null, $"The objective is {kind}; known are {BinaryObjective.Name}, {MultiClassObjective.Name}, {MultiLabelObjective.Name}, {RegressionObjective.Name} and {NextTokenObjective.Name}.");
}
