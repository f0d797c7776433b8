using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A model that <c>fathom train</c> saved: the network, and the preprocessing that travelled with it.</summary>
internal sealed class TrainedModel
{
    private const int BatchRows = 4096;
    private const int MaxDepth = 16;

    private TrainedModel(string path, ModelFile file, TablePreprocessor preprocessor, JsonObject training)
    {
        Path = path;
        File = file;
        Preprocessor = preprocessor;
        Training = training;
    }

    /// <summary>The model file.</summary>
    public string Path { get; }

    public ModelFile File { get; }

    public TablePreprocessor Preprocessor { get; }

    /// <summary>What is known about its training.</summary>
    public JsonObject Training { get; }

    public ModelSummary Summary => ModelSummary.Of(File.Model, [1, Preprocessor.FeatureCount]);

    public string Task => TableJob.TaskWord(Preprocessor.Task);

    /// <summary>Loads a model file, or that of a run directory.</summary>
    /// <exception cref="UsageException">There is no model.</exception>
    /// <exception cref="FileFormatException">The file is damaged, or no model for tables.</exception>
    public static TrainedModel Load(string modelOrRun, Shell shell)
    {
        string path = FindFile(modelOrRun, shell);
        return Of(path, ModelFile.Load(path));
    }

    /// <summary>A model for tables that was loaded already.</summary>
    /// <exception cref="FileFormatException">It is no model for tables.</exception>
    public static TrainedModel Of(string path, ModelFile file)
    {
        if (file.Texts.ContainsKey(ImageInput.Key))
            throw new FileFormatException(path, null, "this model is for images, not for tables. It goes with fathom predict, evaluate and summary.");
        if (!file.Texts.TryGetValue(TableJob.PreprocessingKey, out string? preprocessing))
            throw new FileFormatException(path, null, Refusal(file));
        TablePreprocessor preprocessor = TablePreprocessor.FromJson(preprocessing, path);
        CheckFit(file, preprocessor, path);
        return new TrainedModel(path, file, preprocessor, ReadTraining(file, path));
    }

    /// <summary>What can be done with a model that takes no tables.</summary>
    private static string Refusal(ModelFile file) => file.Texts.ContainsKey(TextJob.VocabularyKey) ? "this model was trained on a text, so a table cannot be given to it. fathom generate lets it write."
        : file.Texts.ContainsKey(SeriesModel.Key) ? "this model was trained on a series, so a table cannot be given to it. fathom predict says how the series goes on."
        : "this model carries no preprocessing, so a table cannot be given to it. Train it with fathom train, which saves both together.";

    /// <summary>The model file that a user's word means.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static string FindFile(string modelOrRun, Shell shell)
    {
        try
        {
            return RunDirectory.FindModel(shell.Resolve(modelOrRun));
        }
        catch (FileNotFoundException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    /// <summary>What the network gives: probabilities, (rows, 1, classes or labels), or values in standard units, (rows, outputs), row by row.</summary>
    /// <param name="features">The rows.</param>
    /// <param name="take">Receives the outputs of each batch.</param>
    /// <param name="cancel">Stops between batches.</param>
    public void Predict(TableFeatures features, Action<ReadOnlySpan<float>> take, CancellationToken cancel = default)
    {
        var predictor = new Predictor(File.Model, [features.Columns]);
        using (Tape.NoGradients())
        {
            for (int start = 0; start < features.Rows; start += BatchRows)
            {
                cancel.ThrowIfCancellationRequested();
                int rows = Math.Min(BatchRows, features.Rows - start);
                using Step step = Step.Begin();
                Tensor x = Tensor.From<float>(features.Values.AsSpan(start * features.Columns, rows * features.Columns), [rows, features.Columns]);
                take(File.Objective.Predict(predictor.Predict(x)).AsReadOnlySpan<float>());
            }
        }
    }

    /// <summary>Weights and preprocessing travel in one file, but a file can hold anything: their sizes must agree before they are used.</summary>
    private static void CheckFit(ModelFile file, TablePreprocessor preprocessor, string path)
    {
        int outputs = preprocessor.Outputs();
        TaskKind task = preprocessor.Task switch
        {
            TableTask.Binary => TaskKind.Binary,
            TableTask.Classification => TaskKind.MultiClass,
            TableTask.MultiLabel => TaskKind.MultiLabel,
            _ => TaskKind.Regression,
        };
        string? fault = null;
        if (file.Objective.Task != task)
            fault = $"the network was trained for {file.Objective.Task}, the preprocessing for {task}";
        try
        {
            Shape output = ModelSummary.Of(file.Model, [1, preprocessor.FeatureCount]).Rows[^1].Output;
            if (fault is null && (output.Rank != 2 || output[1] != outputs))
                fault = $"the network gives {output}, the preprocessing needs (1, {outputs})";
            else if (fault is null && preprocessor.CodeCounts is var codes && !(file.Model is Sequential { Count: > 0 } model && model[0] is ColumnEmbedding columns ? columns.Codes : new int[codes.Length]).SequenceEqual(codes))
                fault = "the network's categories are not those of the preprocessing";
            else if (fault is null && file.Objective.NewPredictions().Thresholds.Count is var thresholds && thresholds != 0 && thresholds != outputs)
                fault = $"there are {thresholds} thresholds for {outputs} labels";
        }
        catch (ShapeException error)
        {
            fault = error.Message;
        }

        if (fault is not null)
            throw new FileFormatException(path, null, $"network and preprocessing do not belong together: {fault}. Train again.");
    }

    /// <summary>What a file says about its training; empty when it says nothing.</summary>
    public static JsonObject ReadTraining(ModelFile file, string path)
    {
        try
        {
            return file.Texts.TryGetValue(TrainJob.TrainingKey, out string? text)
                && JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = MaxDepth }) is JsonObject training ? training : [];
        }
        catch (JsonException fault)
        {
            throw new FileFormatException(path, null, $"what it says about its training is no valid JSON: {fault.Message}", fault);
        }
    }
}
