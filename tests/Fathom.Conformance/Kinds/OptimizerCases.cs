namespace Fathom.Conformance;

/// <summary>optimizers.json: a parameter fed one gradient a step; its value after each.</summary>
internal static class OptimizerCases
{
    private static readonly Dictionary<string, Func<IParameters, Arguments, Optimizer>> s_table = new(StringComparer.Ordinal)
    {
        ["sgd"] = (p, a) => new Sgd(p, a.Number("lr"), a.Number("momentum", 0), a.Number("dampening", 0), a.Number("weight_decay", 0), a.Flag("nesterov", false)) { Maximize = Maximize(a) },
        ["adam"] = (p, a) => new Adam(p, a.Number("lr", 1e-3), Beta(a, 0, 0.9), Beta(a, 1, 0.999), a.Number("eps", 1e-8), a.Number("weight_decay", 0), a.Flag("amsgrad", false)) { Maximize = Maximize(a) },
        ["adamw"] = (p, a) => new AdamW(p, a.Number("lr", 1e-3), Beta(a, 0, 0.9), Beta(a, 1, 0.999), a.Number("eps", 1e-8), a.Number("weight_decay", 1e-2), a.Flag("amsgrad", false)) { Maximize = Maximize(a) },
        ["adagrad"] = (p, a) => new AdaGrad(p, a.Number("lr", 0.01), a.Number("lr_decay", 0), a.Number("weight_decay", 0), a.Number("initial_accumulator_value", 0), a.Number("eps", 1e-10)) { Maximize = Maximize(a) },
        ["rmsprop"] = (p, a) => new RMSprop(p, a.Number("lr", 0.01), a.Number("alpha", 0.99), a.Number("eps", 1e-8), a.Number("weight_decay", 0), a.Number("momentum", 0), a.Flag("centered", false)) { Maximize = Maximize(a) },
        ["adadelta"] = (p, a) => new Adadelta(p, a.Number("lr", 1), a.Number("rho", 0.9), a.Number("eps", 1e-6), a.Number("weight_decay", 0)) { Maximize = Maximize(a) },
        ["adamax"] = (p, a) => new Adamax(p, a.Number("lr", 2e-3), Beta(a, 0, 0.9), Beta(a, 1, 0.999), a.Number("eps", 1e-8), a.Number("weight_decay", 0)) { Maximize = Maximize(a) },
        ["nadam"] = (p, a) => new NAdam(p, a.Number("lr", 2e-3), Beta(a, 0, 0.9), Beta(a, 1, 0.999), a.Number("eps", 1e-8), a.Number("weight_decay", 0), a.Number("momentum_decay", 4e-3)),
        ["radam"] = (p, a) => new RAdam(p, a.Number("lr", 1e-3), Beta(a, 0, 0.9), Beta(a, 1, 0.999), a.Number("eps", 1e-8), a.Number("weight_decay", 0)),
        ["lion"] = (p, a) => new Lion(p, a.Number("lr", 1e-4), Beta(a, 0, 0.9), Beta(a, 1, 0.99), a.Number("weight_decay", 0)) { Maximize = Maximize(a) },
        ["muon"] = (p, a) => Muon(p, a),
    };

    /// <summary>Builds an optimizer under PyTorch's name and settings.</summary>
    public static Optimizer Create(string name, IParameters parameters, Arguments arguments)
    {
        if (!s_table.TryGetValue(name, out Func<IParameters, Arguments, Optimizer>? create))
            throw new NotKnownException("");
        // How PyTorch runs a step, not what it computes.
        foreach (string execution in (string[])["foreach", "capturable", "differentiable", "fused"])
            arguments.Has(execution);
        Optimizer optimizer = create(parameters, arguments);
        arguments.DemandAllRead();
        return optimizer;
    }

    public static void Run(Trial trial)
    {
        Tensor parameter = ReferenceArray.Read(trial.Case["initial"], "initial").In(trial.Type).Copy().RequireGradient();
        Optimizer optimizer = Create(trial.Case.Name, new ParameterGroup(new NamedTensor("parameter", parameter)), trial.Arguments);
        Tensor[] gradients = trial.Case.List("gradients");
        Tensor[] expected = trial.Case.List("parameters_after_each_step");
        for (int step = 0; step < expected.Length; step++)
        {
            optimizer.ZeroGradients();
            parameter.Backward(gradients[step].In(trial.Type));
            optimizer.Step();
            Comparison.Check($"parameter after step {step + 1}", parameter, expected[step], Tolerance.Of(trial.Type));
        }
    }

    private static bool Maximize(Arguments arguments) => arguments.Flag("maximize", false);

    private static Muon Muon(IParameters p, Arguments a) => new(
        p, a.Number("lr", 1e-3), a.Number("momentum", 0.95), a.Flag("nesterov", true), a.Whole("ns_steps", 5), a.Number("weight_decay", 0.1), a.OneOf("adjust_lr_fn", "original", "match_rms_adamw") != "original");

    private static double Beta(Arguments arguments, int index, double standard) => arguments.Numbers("betas") is { } betas ? betas[index] : standard;
}
