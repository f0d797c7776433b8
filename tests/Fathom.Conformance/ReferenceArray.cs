using System.Globalization;
using System.Text.Json;

namespace Fathom.Conformance;

/// <summary>Arrays as reference files hold them: <c>{"dtype": "float64", "shape": [2, 3], "data": […]}</c>, row by row, non-finite numbers as texts.</summary>
internal static class ReferenceArray
{
    /// <summary>The array as a tensor of its own type; floating-point numbers in double.</summary>
    public static Tensor Read(JsonElement json, string name)
    {
        if (json.ValueKind == JsonValueKind.Number)
            return Tensor.Scalar(json.GetDouble(), DType.Float64);
        if (json.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{name} is {json.ValueKind}, expected an array with dtype, shape and data");
        Shape shape = json.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()).ToArray();
        JsonElement data = json.GetProperty("data");
        if (data.GetArrayLength() != shape.Length)
            throw new InvalidDataException($"{name} has {data.GetArrayLength()} elements, its shape {shape} needs {shape.Length}");
        return json.GetProperty("dtype").GetString() switch
        {
            "float64" or "float32" => Tensor.From(data.EnumerateArray().Select(item => Number(item, name)).ToArray(), shape),
            "int64" => Tensor.From(data.EnumerateArray().Select(item => item.GetInt64()).ToArray(), shape),
            "bool" => Tensor.From(data.EnumerateArray().Select(item => item.GetBoolean()).ToArray(), shape),
            var other => throw new NotKnownException($"{name} of dtype {other}"),
        };
    }

    /// <summary>The array as a trial of a type uses it: floating-point numbers in that type, integers and masks as they are.</summary>
    public static Tensor In(this Tensor values, DType type) => values.Type.IsFloating() ? values.To(type) : values;

    /// <summary>A number, or the text of one: <c>"nan"</c>, <c>"inf"</c>, <c>"-inf"</c>, <c>"2.0"</c>.</summary>
    public static double Number(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String => json.GetString() switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            var text when double.TryParse(text, CultureInfo.InvariantCulture, out double number) => number,
            var text => throw new NotKnownException($"{name}={text}"),
        },
        _ => throw new NotKnownException($"{name}={json}"),
    };
}
