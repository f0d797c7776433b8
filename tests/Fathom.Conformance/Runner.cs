using System.Text.Json;

namespace Fathom.Conformance;

/// <summary>Runs a folder of reference files: every case in double and in float.</summary>
internal static class Runner
{
    /// <summary>The kinds of files, by name, each with what runs one trial of it: one line a kind.</summary>
    private static readonly Dictionary<string, Action<Trial>> s_kinds = new(StringComparer.Ordinal)
    {
        ["ops.json"] = trial => trial.Run(OpCases.Table),
        ["activations.json"] = trial => trial.Run(ActivationCases.Table),
        ["losses.json"] = trial => trial.Run(LossCases.Table),
        ["layers.json"] = trial => trial.Run(LayerCases.Table),
        ["attention.json"] = trial => trial.Run(LayerCases.Table),
        ["pooling.json"] = trial => trial.Run(LayerCases.Table),
        ["convolution.json"] = trial => trial.Run(LayerCases.Table),
        ["recurrent.json"] = trial => trial.Run(LayerCases.Table),
        ["optimizers.json"] = OptimizerCases.Run,
        ["clipping.json"] = ClippingCases.Run,
        ["schedules.json"] = ScheduleCases.Run,
        ["training.json"] = TrainingCases.Run,
    };

    private static readonly DType[] s_types = [DType.Float64, DType.Float32];

    /// <summary>Runs every case of the known files in a folder.</summary>
    /// <exception cref="WrongUseException">There is no such folder, or nothing in it can be read as cases.</exception>
    public static Report Run(string folder)
    {
        if (!Directory.Exists(folder))
            throw new WrongUseException(File.Exists(folder) ? $"{folder} is a file; name the folder of reference files." : $"The folder {folder} does not exist; name a folder of reference files.");
        string[] files = [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        string[] known = [.. s_kinds.Keys.Where(files.Contains)];
        if (known.Length == 0)
            throw new WrongUseException($"The folder {folder} holds none of {string.Join(", ", s_kinds.Keys)}.");
        var results = known.SelectMany(file => Read(folder, file)).Select(Run).ToList();
        return new Report(known, [.. files.Except(known)], results);
    }

    /// <summary>Runs one case: it passes only if every element type passes.</summary>
    public static CaseResult Run(Case @case)
    {
        foreach (DType type in s_types)
        {
            try
            {
                // Inside a step memory comes used from a pool, as it does in training: what a kernel forgets to write shows.
                using (Step.Begin())
                    s_kinds[@case.File](new Trial(@case, type));
            }
            catch (NotKnownException unknown)
            {
                return new CaseResult(@case, Outcome.Skipped, unknown.Message);
            }
            catch (MismatchException wrong)
            {
                return new CaseResult(@case, Outcome.Failed, $"{type} {wrong.Message}");
            }
            catch (Exception error)
            {
                return new CaseResult(@case, Outcome.Failed, $"{type} {error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}");
            }
        }

        return new CaseResult(@case, Outcome.Passed, "");
    }

    private static List<Case> Read(string folder, string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(Path.Combine(folder, file));
            JsonElement root = JsonDocument.Parse(stream).RootElement;
            if (root.ValueKind != JsonValueKind.Array)
                throw new WrongUseException($"{file} holds {root.ValueKind}; expected a list of cases.");
            return [.. root.EnumerateArray().Select((json, index) => new Case(file, index, json))];
        }
        catch (JsonException error)
        {
            throw new WrongUseException($"{file} is no valid JSON: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WrongUseException($"{file} cannot be read: {error.Message}");
        }
    }
}
