namespace Fathom.Conformance;

/// <summary>optimizers.json: a parameter fed one gradient a step; its value after each.</summary>
internal static class OptimizerCases
{
    private static readonly Dictionary<string, Func<IParameters, Arguments, Optimizer>> s_table = new(StringComparer.Ordinal)
    {
        ["sgd"] = (p, a) => new Sgd(p, a.Number("lr"), a.Number("momentum", 0), a.Number("dampening", 0), a.Number("weight_decay", 0), a.Flag("nesterov", false)),
        ["adam"] = (p, a) => new Adam(p, a.Number("lr", 1e-3), Beta(a, 0, 0.9), Beta(a, 1, 0.999), a.Number("eps", 1e-8), a.Number("weight_decay", 0), a.Flag("amsgrad", false)),
        ["adamw"] = (p, a) => new AdamW(p, a.Number("lr", 1e-3), Beta(a, 0, 0.9), Beta(a, 1, 0.999), a.Number("eps", 1e-8), a.Number("weight_decay", 1e-2), a.Flag("amsgrad", false)),
    };

    /// <summary>Builds an optimizer under PyTorch's name and settings.</summary>
    public static Optimizer Create(string name, IParameters parameters, Arguments arguments)
    {
        if (!s_table.TryGetValue(name, out Func<IParameters, Arguments, Optimizer>? create))
            throw new NotKnownException("");
        if (arguments.Flag("maximize", false))
            throw new NotKnownException("with maximize");
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

    private static double Beta(Arguments arguments, int index, double standard) => arguments.Numbers("betas") is { } betas ? betas[index] : standard;
}
