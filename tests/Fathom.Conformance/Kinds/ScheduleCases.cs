namespace Fathom.Conformance;

/// <summary>schedules.json: the rate of every step. PyTorch's schedules multiply a base rate; the library's give rates themselves.</summary>
internal static class ScheduleCases
{
    private static readonly Dictionary<string, Func<double, int, Arguments, Schedule>> s_table = new(StringComparer.Ordinal)
    {
        ["constant"] = (lr, _, a) => Held(lr, a.Number("factor", 1.0 / 3), a.Whole("total_iters", 5)),
        ["cosine_annealing"] = (lr, count, a) => Annealing(lr, count, a.Whole("T_max"), a.Number("eta_min", 0)),
        ["warmup_cosine"] = (lr, _, a) => WarmupCosine(lr, a.Whole("warmup_steps"), a.Whole("total_steps"), a.Number("min_factor", 0), a.Text("formula", "")),
    };

    public static void Run(Trial trial)
    {
        if (!s_table.TryGetValue(trial.Case.Name, out Func<double, int, Arguments, Schedule>? create))
            throw new NotKnownException("");
        double[] expected = [.. trial.Case["learning_rates"].EnumerateArray().Select(rate => rate.GetDouble())];
        Schedule schedule = create(trial.Case["base_lr"].GetDouble(), expected.Length, trial.Arguments);
        trial.Arguments.DemandAllRead();

        // Rates are doubles whatever the parameters' type is.
        Tensor rates = Tensor.From(expected.Select((_, step) => schedule.At(step)).ToArray(), [expected.Length]);
        Comparison.Check("learning_rates", rates, Tensor.From(expected, [expected.Length]), Tolerance.Of(DType.Float64));
    }

    private static Schedule Held(double lr, double factor, int steps) =>
        steps > 0 ? new Constant(lr * factor).Then(steps, new Constant(lr)) : new Constant(lr);

    private static Cosine Annealing(double lr, int count, int steps, double end) => count <= steps + 1
        ? new Cosine(lr, end, steps)
        : throw new NotKnownException("beyond T_max (PyTorch's rises again, the library's holds its last value)");

    private static Schedule WarmupCosine(double lr, int warmup, int total, double end, string formula)
    {
        const string Known = "factor=(t+1)/warmup while t<warmup, else min+(1-min)/2*(1+cos(pi*(t-warmup)/(total-warmup)))";
        if (formula is not ("" or Known))
            throw new NotKnownException($"by the formula {formula}");
        var cosine = new Cosine(lr, end * lr, total - warmup);
        return warmup > 0 ? new LinearWarmup(lr, warmup).Then(warmup, cosine) : cosine;
    }
}
