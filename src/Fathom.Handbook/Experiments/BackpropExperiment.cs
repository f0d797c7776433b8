namespace Fathom.Handbook;

/// <summary>M3: backpropagation with real numbers, on the handbook's two chains of two weights (D1).</summary>
internal sealed class BackpropExperiment : Experiment
{
    private static readonly ChoiceOption s_net = new("net", "the network: linear ŷ = w₂·w₁·x, or sigmoid ŷ = σ(w₂·σ(w₁·x))", "linear", ["linear", "sigmoid"]);
    private static readonly NumberOption s_steps = new("steps", "iterations", 20, 1, 500, whole: true);
    private static readonly NumberOption s_lr = new("lr", "the learning rate", 0.05, 1e-4, 10);
    private static readonly NumberOption s_x = new("x", "the input", 2, -10, 10);
    private static readonly NumberOption s_y = new("y", "the wanted output; 3 for linear is the handbook's, 1 for sigmoid", 3, -10, 10);
    private static readonly NumberOption s_w1 = new("w1", "first weight at the start", 0.5, -5, 5);
    private static readonly NumberOption s_w2 = new("w2", "second weight at the start", 1.5, -5, 5);

    public override string Name => "backprop";

    public override string Row => "M3";

    public override string Question => "How does the error travel back and change the weights?";

    public override IReadOnlyList<ExperimentOption> Options => [s_net, s_steps, s_lr, s_x, s_y, s_w1, s_w2];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        bool sigmoid = settings.Get(s_net) == "sigmoid";
        int steps = settings.Whole(s_steps);
        double x = settings.Get(s_x), y = settings.Get(s_y), lr = settings.Get(s_lr);
        Tensor w1 = Tensor.Scalar(settings.Get(s_w1), DType.Float64).RequireGradient(), w2 = Tensor.Scalar(settings.Get(s_w2), DType.Float64).RequireGradient();
        var sgd = new Sgd(new ParameterGroup(new NamedTensor("w1", w1), new NamedTensor("w2", w2)), lr);

        var result = new ExperimentResult(settings);
        var iterations = new ExperimentTable("Iterations", "iteration", "w₁", "w₂", "ŷ", "loss", "∂L/∂w₁", "∂L/∂w₂");
        double[] losses = new double[steps + 1];
        for (int i = 0; i <= steps; i++)
        {
            sgd.ZeroGradients();
            Pass pass = Pass.Run(sigmoid, x, y, w1, w2);
            losses[i] = pass.Loss;
            double g1 = w1.Gradient.ToScalar(), g2 = w2.Gradient.ToScalar(), before1 = w1.ToScalar(), before2 = w2.ToScalar();
            if (i is < 5 || i == steps || i % Math.Max(1, steps / 5) == 0)
                iterations.Add(i, before1, before2, pass.Output, pass.Loss, g1, g2);
            if (i == steps)
                break;
            sgd.Step();
            if (i == 0)
                Explain(result, pass, sigmoid, (x, y, lr), (before1, before2), (g1, g2), (w1.ToScalar(), w2.ToScalar()));
        }

        result.Add(new LineChart
        {
            Title = "Loss after each iteration",
            XLabel = "iteration",
            YLabel = "loss",
            LogY = true,
            Series = { new ChartSeries("loss", Enumerable.Range(0, steps + 1).Select(i => (double)i), losses) },
        });
        result.Add(iterations);
        result.Add("last_loss", losses[^1], $"loss after {steps} iterations");
        result.See = "Forward: x becomes ŷ, ŷ becomes the loss. Backward: each step multiplies what comes from behind by one local slope; a weight's gradient is the product of all slopes between it and the loss. The tape gives the same numbers."
            + (sigmoid && y is < 0 or > 1 ? $" A sigmoid stays between 0 and 1 and never reaches {NumberOption.Text(y)}: the handbook's is --y 1." : "");
        result.Conclude = "Backpropagation is the chain rule, each factor computed once. Then w ← w − rate × gradient, and again.";
        return result;
    }

    /// <summary>The first iteration in full: what the tape found at every place, and the local slopes between.</summary>
    private static void Explain(ExperimentResult result, Pass pass, bool sigmoid, (double X, double Y, double Rate) given, (double First, double Second) w, (double First, double Second) g, (double First, double Second) after)
    {
        (double h, double output) = (pass.Hidden, pass.Output);
        double slopeOut = sigmoid ? output * (1 - output) : 1, slopeHidden = sigmoid ? h * (1 - h) : 1;
        double upper = pass.OutputGradient * slopeOut;
        var table = new ExperimentTable("The first iteration", "phase", "what", "how", "number");
        table.Add("forward", sigmoid ? "h = σ(w₁·x)" : "h = w₁·x", $"w₁·x = {N(w.First)} · {N(given.X)} = {Display.Number(w.First * given.X)}", h);
        table.Add("forward", sigmoid ? "ŷ = σ(w₂·h)" : "ŷ = w₂·h", $"w₂·h = {N(w.Second)} · {N(h)} = {Display.Number(w.Second * h)}", output);
        table.Add("error", sigmoid ? "L = (ŷ − y)²" : "L = ½(ŷ − y)²", $"ŷ − y = {N(output)} − {N(given.Y)} = {Display.Number(output - given.Y)}", pass.Loss);
        table.Add("backward", "∂L/∂ŷ", sigmoid ? "2(ŷ − y)" : "ŷ − y", pass.OutputGradient);
        if (sigmoid)
            table.Add("backward", "· ŷ(1 − ŷ)", $"{N(pass.OutputGradient)} · {N(slopeOut)}", upper);
        table.Add("backward", "∂L/∂w₂ = … · h", $"{N(upper)} · {N(h)}", g.Second);
        table.Add("backward", "∂L/∂h = … · w₂", $"{N(upper)} · {N(w.Second)}", pass.HiddenGradient);
        if (sigmoid)
            table.Add("backward", "· h(1 − h)", $"{N(pass.HiddenGradient)} · {N(slopeHidden)}", pass.HiddenGradient * slopeHidden);
        table.Add("backward", "∂L/∂w₁ = … · x", $"{N(pass.HiddenGradient * slopeHidden)} · {N(given.X)}", g.First);
        table.Add("update", "w₁ − rate · ∂L/∂w₁", $"{N(w.First)} − {N(given.Rate)} · {N(g.First)}", after.First);
        table.Add("update", "w₂ − rate · ∂L/∂w₂", $"{N(w.Second)} − {N(given.Rate)} · {N(g.Second)}", after.Second);
        result.Add(table);
        result.Add(new ChainDiagram(
            [new("x", given.X), new("h", h, pass.HiddenGradient), new("ŷ", output, pass.OutputGradient), new("L", pass.Loss)],
            [new("w₁", w.First, g.First), new("w₂", w.Second, g.Second), new("")])
        {
            Title = $"The first iteration: {(sigmoid ? "ŷ = σ(w₂·σ(w₁·x)), L = (ŷ − y)²" : "ŷ = w₂·w₁·x, L = ½(ŷ − y)²")}, y = {NumberOption.Text(given.Y)}",
        });
        result.Add("loss", pass.Loss, "loss before the first update");
        result.Add("gradient_w1", g.First, "∂L/∂w₁ from the tape");
        result.Add("gradient_w2", g.Second, "∂L/∂w₂ from the tape");
        result.Add("difference", Math.Max(Math.Abs((upper * h) - g.Second), Math.Abs((upper * w.Second * slopeHidden * given.X) - g.First)), "largest difference between the chain rule by hand and the tape");
    }

    private static string N(double value) => value < 0 ? $"({Display.Number(value)})" : Display.Number(value);

    /// <summary>One forward and backward pass, with what the tape knows in between.</summary>
    private sealed record Pass(double Hidden, double Output, double Loss, double HiddenGradient, double OutputGradient)
    {
        public static Pass Run(bool sigmoid, double x, double y, Tensor w1, Tensor w2)
        {
            Tensor h = (w1 * x).RetainGradient();
            if (sigmoid)
                h = h.Sigmoid().RetainGradient();
            Tensor output = (sigmoid ? (w2 * h).Sigmoid() : w2 * h).RetainGradient();
            Tensor loss = (output - y).Square() * (sigmoid ? 1 : 0.5);
            loss.Backward();
            return new(h.ToScalar(), output.ToScalar(), loss.ToScalar(), h.Gradient.ToScalar(), output.Gradient.ToScalar());
        }
    }
}
