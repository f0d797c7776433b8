using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A forecaster as it travels in a model file: its scaler and window, and the last values it knew, so that it can go on from them without the data.</summary>
/// <param name="Forecaster">The networks with their scaler.</param>
/// <param name="Known">The last known values, as many as the forecaster needs.</param>
/// <param name="Horizon">How many values to forecast unless something else is asked for.</param>
internal sealed record SeriesModel(Forecaster Forecaster, TimeSeries Known, int Horizon)
{
    public const string Key = "series";
    private const int MostSteps = 1_000_000;
    private const double MostTime = 4e6; // days: dates end with the year 9999

    /// <summary>The text for the model file.</summary>
    public string ToJson()
    {
        var values = new JsonArray();
        foreach (double value in Known.Values[^Math.Min(Known.Count, Forecaster.Needs)..])
            values.Add((JsonNode)value);
        TimeAxis axis = Known.Axis.From(Known.Count - values.Count);
        return Json.Line(new JsonObject
        {
            ["name"] = Known.Name,
            ["window"] = Forecaster.Window,
            ["horizon"] = Horizon,
            ["scaler"] = Forecaster.Scaler.Describe(),
            ["start"] = axis.Start.ToString("O", CultureInfo.InvariantCulture),
            ["unit"] = axis.Unit.ToString(),
            ["every"] = axis.Every,
            ["offset"] = axis.Offset,
            ["values"] = values,
        });
    }

    /// <summary>Reads it back; null where the file holds no series.</summary>
    /// <exception cref="FileFormatException">The text is damaged, or does not fit the network.</exception>
    public static SeriesModel? Of(ModelFile file, string path)
    {
        if (!file.Texts.TryGetValue(Key, out string? text))
            return null;
        try
        {
            JsonNode json = JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false })!;
            var axis = new TimeAxis(
                DateTime.ParseExact((string)json["start"]!, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
                Enum.Parse<TimeUnit>((string)json["unit"]!),
                (double)json["every"]!)
            { Offset = Math.Max(0, (int?)json["offset"] ?? 0) };
            double[] values = [.. json["values"]!.AsArray().Select(value => (double)value!)];
            var forecaster = new Forecaster(SeriesScaler.Build(json["scaler"], path), (int)json["window"]!, file.Model);
            int horizon = (int)json["horizon"]!;
            if (!(axis.Every > 0 && (values.Length + (double)horizon) * axis.Every < MostTime))
                throw new FormatException($"a step of {axis.Every} {axis.Unit}.");
            axis.Label(values.Length + horizon); // the last date there may be must exist
            return forecaster.Needs <= values.Length && horizon is >= 1 and <= MostSteps
                ? new SeriesModel(forecaster, new TimeSeries(values, (string)json["name"]!, axis), horizon)
                : throw new FileFormatException(path, null, $"its series has {values.Length} values and a horizon of {horizon}; expected at least {forecaster.Needs} values and a horizon of 1 to {MostSteps}. Train again.");
        }
        catch (Exception fault) when (fault is JsonException or NullReferenceException or InvalidOperationException or FormatException or ArgumentException or DatasetException or OverflowException)
        {
            throw new FileFormatException(path, null, $"what it says about its series is damaged: {fault.Message} Train again.", fault);
        }
    }
}
