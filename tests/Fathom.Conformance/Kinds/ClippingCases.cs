namespace Fathom.Conformance;

/// <summary>clipping.json: gradients before and after, and the norm before.</summary>
internal static class ClippingCases
{
    private static readonly Dictionary<string, Func<NamedTensor[], Arguments, double?>> s_table = new(StringComparer.Ordinal)
    {
        ["clip_grad_norm"] = (parameters, a) => Clip.ByNorm(parameters, a.Number("max_norm"), a.Number("norm_type", 2)),
        ["clip_grad_value"] = (parameters, a) =>
        {
            Clip.ByValue(parameters, a.Number("clip_value"));
            return null;
        },
    };

    public static void Run(Trial trial)
    {
        if (!s_table.TryGetValue(trial.Case.Name, out Func<NamedTensor[], Arguments, double?>? clip))
            throw new NotKnownException("");
        NamedTensor[] parameters = [.. trial.Case.List("before").Select((gradient, i) => WithGradient($"{i}", gradient.In(trial.Type)))];
        double? norm = clip(parameters, trial.Arguments);
        trial.Arguments.DemandAllRead();
        Tensor[] after = trial.Case.List("after");
        for (int i = 0; i < after.Length; i++)
            Comparison.Check($"gradient {i}", parameters[i].Tensor.Gradient, after[i], Tolerance.Of(trial.Type));
        if (trial.Case.Find("total_norm") is { } total)
            Comparison.Check("total_norm", norm ?? double.NaN, ReferenceArray.Number(total, "total_norm"), Tolerance.Of(trial.Type));
    }

    private static NamedTensor WithGradient(string name, Tensor gradient)
    {
        Tensor parameter = Tensor.Parameter(gradient.Shape, gradient.Type);
        parameter.Backward(gradient);
        return new NamedTensor(name, parameter);
    }
}
