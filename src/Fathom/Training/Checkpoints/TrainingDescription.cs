using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>What a training is made of, as text by name: what must be equal for it to go on from a checkpoint to the same bits.</summary>
internal static class TrainingDescription
{
    private const string Seed = "seed of the order";
    private const int MostShown = 160;

    /// <summary>Describes a training about to start, without its data.</summary>
    public static JsonObject Of(Trainer trainer, TrainingState state, int batchSize)
    {
        var json = new JsonObject
        {
            ["fathom"] = Version,
            ["model"] = Model(trainer.Model),
            ["optimizer"] = Optimizer(trainer.Optimizer),
            ["objective"] = trainer.Objective.Describe(),
            ["epochs"] = state.Epochs,
            ["batch size"] = batchSize,
            ["micro-batch size"] = trainer.MicroBatchSize?.ToString(CultureInfo.InvariantCulture) ?? "none",
            ["drop last"] = trainer.DropLast,
            ["sampler"] = trainer.Sampler is { } sampler ? Sampler(sampler, state.TrainData.Count) : "every row once",
            ["batch augmentation"] = trainer.BatchAugmentation?.ToString() ?? "none",
        };
        if (trainer.Rng is { } order)
            json[Seed] = $"{order.Seed}, stream {order.Stream}, counter {order.Counter}";
        int number = 0;
        foreach (Callback callback in trainer.Callbacks.Where(callback => callback is ICheckpointed))
            json[$"callback {++number} with a memory"] = callback.ToString();
        return json;
    }

    /// <summary>Adds what the data are known by.</summary>
    public static void AddData(JsonObject json, TrainingState state)
    {
        json["training data"] = Data(state.TrainData);
        json["validation data"] = state.ValidationData is null ? "none" : Data(state.ValidationData);
    }

    /// <summary>All that differs, a sentence's part each.</summary>
    public static List<string> Differences(JsonObject saved, JsonObject now)
    {
        SortedDictionary<string, string> before = Flat(saved), after = Flat(now);
        var differences = new List<string>();
        foreach (string name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            // A generator that was not given then or now has no seed to compare.
            if (name == Seed && before.ContainsKey(name) != after.ContainsKey(name))
                continue;
            string was = before.GetValueOrDefault(name, "none"), isNow = after.GetValueOrDefault(name, "none");
            if (was != isNow)
                differences.Add($"{name} was {Short(was)}, is now {Short(isNow)}");
        }

        return differences;
    }

    private static string Version => typeof(TrainingDescription).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Tensors and, where a layer can be described, its options: a network of the same weights with another activation is another network.</summary>
    private static JsonObject Model(Layer model)
    {
        var json = new JsonObject();
        foreach (NamedTensor item in model.State)
            json[item.Name] = $"{item.Tensor.Type} {item.Tensor.Shape}";
        json["frozen"] = string.Join(", ", model.Parameters.Where(item => !item.Tensor.IsLeaf).Select(item => item.Name));
        try
        {
            json["layers"] = StandardLayers.Catalogue.Describe(model);
        }
        catch (ArgumentException)
        {
            // A layer of the user's own: by its type alone.
            json["layers"] = string.Join(", ", model.Descendants().Select(item => item.Module.GetType().Name));
        }

        return json;
    }

    private static JsonObject Optimizer(Optimizer optimizer)
    {
        var json = new JsonObject { ["kind"] = optimizer.GetType().Name, ["schedule"] = Schedule(optimizer.Schedule), ["momentum schedule"] = Schedule(optimizer.MomentumSchedule) };
        if (optimizer.Schedule is null)
            json["rate"] = Text(optimizer.LearningRate);
        foreach ((string name, double? value) in optimizer.Made)
            json[name] = value is { } number ? Text(number) : "none";
        for (int i = 0; i < optimizer.Groups.Count; i++)
        {
            ParameterGroup group = optimizer.Groups[i];
            json[$"group {i}"] = $"{group.Parameters.Count} parameters, rate × {Text(group.LearningRateFactor)}, decay {(group.WeightDecay is { } decay ? Text(decay) : "the optimizer's")}, L1 {(group.L1 is { } l1 ? Text(l1) : "the optimizer's")}";
        }

        return json;
    }

    private static JsonNode? Schedule(Schedule? schedule)
    {
        try
        {
            return schedule?.Describe() ?? (JsonNode)"none";
        }
        catch (ArgumentException)
        {
            return schedule!.ToString();
        }
    }

    private static string Data(Dataset data) => $"{data.Count} rows of {data.Source.XShape}, SHA-256 {DataFingerprint.Of(data)}";

    /// <summary>A sampler has no state: what it draws from one generator tells it from others.</summary>
    private static string Sampler(Sampler sampler, int rows)
    {
        int[] order = new int[sampler.CheckedCount(rows)];
        sampler.Fill(order, rows, new Rng(0));
        return $"{sampler.GetType().Name} of {order.Length} rows, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(order.AsSpan())))}";
    }

    private static SortedDictionary<string, string> Flat(JsonNode? json)
    {
        var flat = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Walk(json, "");
        return flat;

        void Walk(JsonNode? node, string path)
        {
            if (node is JsonObject values)
            {
                foreach ((string name, JsonNode? value) in values)
                    Walk(value, path.Length == 0 ? name : $"{path}: {name}");
            }
            else if (node is JsonArray array)
            {
                for (int i = 0; i < array.Count; i++)
                    Walk(array[i], $"{path}: {i}");
            }
            else
            {
                flat[path] = node is JsonValue value && value.TryGetValue(out string? text) ? text : node?.ToJsonString() ?? "none";
            }
        }
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Short(string text) => text.Length <= MostShown ? text : text[..MostShown] + "…";
}
