using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fathom;

/// <summary>Reading and writing <see cref="RunEvaluation"/>: made by the compiler, so nothing is looked up at run time, and damaged files are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(NumberOrNull)])]
[JsonSerializable(typeof(RunEvaluation))]
internal sealed partial class RunEvaluationJson : JsonSerializerContext
{
    /// <summary>JSON has no NaN: null stands for it.</summary>
    private sealed class NumberOrNull : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }
}
