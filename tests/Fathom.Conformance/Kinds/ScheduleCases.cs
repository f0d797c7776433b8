using System.Text.Json;

namespace Fathom.Conformance;

/// <summary>schedules.json: the rate of every step. PyTorch's schedules multiply a base rate; the library's give rates themselves.</summary>
internal static class ScheduleCases
{
    private static readonly Dictionary<string, Func<double, Arguments, Schedule>> s_table = new(StringComparer.Ordinal)
    {
        ["constant"] = (lr, a) => Held(lr, a.Number("factor", 1.0 / 3), a.Whole("total_iters", 5)),
        ["step"] = (lr, a) => new StepDecay(lr, a.Whole("step_size"), a.Number("gamma", 0.1)),
        ["multi_step"] = (lr, a) => new MultiStepDecay(lr, a.Wholes("milestones").Select(step => (long)step), a.Number("gamma", 0.1)),
        ["exponential"] = (lr, a) => new ExponentialDecay(lr, a.Number("gamma")),
        ["cosine_annealing"] = (lr, a) => Waves(lr, a.Number("eta_min", 0), a.Whole("T_max"), 64),
        ["cosine_warm_restarts"] = (lr, a) => new CosineWarmRestarts(lr, a.Number("eta_min", 0), a.Whole("T_0"), a.Whole("T_mult", 1)),
        ["linear"] = (lr, a) => new LinearRamp(lr * a.Number("start_factor", 1.0 / 3), lr * a.Number("end_factor", 1), a.Whole("total_iters", 5)),
        ["polynomial"] = (lr, a) => new PolynomialDecay(lr, a.Whole("total_iters", 5), a.Number("power", 1)),
        ["one_cycle"] = (_, a) => OneCycle(a),
        ["cyclic"] = (_, a) => Cyclic(a),
        ["warmup_cosine"] = (lr, a) => WarmupCosine(lr, a.Whole("warmup_steps"), a.Whole("total_steps"), a.Number("min_factor", 0), a.Text("formula", "")),
    };

    public static void Run(Trial trial)
    {
        double baseRate = ReferenceArray.Number(trial.Case["base_lr"], "base_lr");
        if (trial.Case.Name == "reduce_on_plateau")
        {
            ReduceOnPlateau plateau = Plateau(baseRate, trial.Arguments);
            double[] metrics = trial.Arguments.Numbers("metrics") ?? throw new InvalidDataException("the setting \"metrics\" is missing");
            trial.Arguments.DemandAllRead();
            Check(trial.Case["learning_rates_after_each_metric"], step => plateau.Observe(metrics[step]));
            return;
        }

        if (!s_table.TryGetValue(trial.Case.Name, out Func<double, Arguments, Schedule>? create))
            throw new NotKnownException("");
        Schedule schedule = Create(() => create(baseRate, trial.Arguments));
        trial.Arguments.DemandAllRead();
        JsonElement expected = trial.Case["learning_rates"];
        Check(expected, step => schedule.At(step));
    }

    /// <summary>Rates are doubles whatever the parameters' type is: they are compared as such in both trials.</summary>
    private static void Check(JsonElement expected, Func<int, double> rate)
    {
        double[] rates = [.. expected.EnumerateArray().Select(value => ReferenceArray.Number(value, "learning_rates"))];
        double[] got = [.. Enumerable.Range(0, rates.Length).Select(rate)];
        Comparison.Check("learning_rates", Tensor.From(got, [got.Length]), Tensor.From(rates, [rates.Length]), Tolerance.Of(DType.Float64));
    }

    /// <summary>The library refuses some settings that PyTorch takes, such as factors that grow: those are not known.</summary>
    private static Schedule Create(Func<Schedule> create)
    {
        try
        {
            return create();
        }
        catch (ArgumentException refusal)
        {
            throw new NotKnownException($"({refusal.Message})");
        }
    }

    private static Schedule Held(double lr, double factor, int steps) =>
        steps > 0 ? new Constant(lr * factor).Then(steps, new Constant(lr)) : new Constant(lr);

    /// <summary>PyTorch's cosine rises again past T_max, and so on; the library's holds its last value, and is composed to that.</summary>
    private static Schedule Waves(double high, double low, int steps, int count)
    {
        Schedule waves = new Cosine(high, low, steps);
        for (int wave = 1; wave < count; wave++)
            waves = waves.Then((long)wave * steps, wave % 2 == 1 ? new Cosine(low, high, steps) : new Cosine(high, low, steps));
        return waves;
    }

    private static OneCycle OneCycle(Arguments a)
    {
        foreach (string momentum in (string[])["cycle_momentum", "base_momentum", "max_momentum"])
            a.Has(momentum); // concerns the momentum alone
        int steps = a.Has("total_steps") ? a.Whole("total_steps") : a.Whole("epochs") * a.Whole("steps_per_epoch");
        Ramp ramp = a.OneOf("anneal_strategy", "cos", "linear") == "linear" ? Ramp.Linear : Ramp.Cosine;
        return new(a.Number("max_lr"), steps, a.Number("pct_start", 0.3), a.Number("div_factor", 25), a.Number("final_div_factor", 1e4), ramp, a.Flag("three_phase", false));
    }

    private static Cyclic Cyclic(Arguments a)
    {
        foreach (string momentum in (string[])["cycle_momentum", "base_momentum", "max_momentum"])
            a.Has(momentum); // concerns the momentum alone
        int up = a.Whole("step_size_up", 2000);
        string mode = a.OneOf("mode", "triangular", "triangular2", "exp_range");
        double gamma = a.Number("gamma", 1), shrink = mode switch { "triangular2" => 0.5, "exp_range" => gamma, _ => 1 };
        return new(a.Number("base_lr"), a.Number("max_lr"), up, a.Has("step_size_down") ? a.Whole("step_size_down") : up, shrink, gammaEachStep: mode == "exp_range");
    }

    private static ReduceOnPlateau Plateau(double lr, Arguments a)
    {
        bool absolute = a.OneOf("threshold_mode", "rel", "abs") == "abs", rises = a.OneOf("mode", "min", "max") == "max";
        return new(
            lr, a.Number("factor", 0.1), a.Whole("patience", 10), a.Number("threshold", 1e-4), a.Whole("cooldown", 0), a.Number("min_lr", 0), rises, absolute, a.Number("eps", 1e-8));
    }

    private static Schedule WarmupCosine(double lr, int warmup, int total, double end, string formula)
    {
        const string Known = "factor=(t+1)/warmup while t<warmup, else min+(1-min)/2*(1+cos(pi*(t-warmup)/(total-warmup)))";
        if (formula is not ("" or Known))
            throw new NotKnownException($"by the formula {formula}");
        var cosine = new Cosine(lr, end * lr, total - warmup);
        return warmup > 0 ? new LinearWarmup(lr, warmup).Then(warmup, cosine) : cosine;
    }
}
