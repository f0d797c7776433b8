namespace Fathom.Tests.Optimizers;

/// <summary>One weight going down a slope: what the worked numbers of optimizers need.</summary>
internal static class Descent
{
    /// <summary>w after each step on L = ½w² from w = 4.</summary>
    public static double[] Bowl(Func<IParameters, Optimizer> create, int steps) => Descend(create, w => w, steps);

    public static double[] Descend(Func<IParameters, Optimizer> create, Func<double, double> gradient, int steps)
    {
        Optimizer optimizer = create(One(4, out Tensor w));
        double[] path = new double[steps];
        for (int step = 0; step < steps; step++)
        {
            optimizer.ZeroGradients();
            w.Backward(Scalar(gradient(w.ToScalar())));
            optimizer.Step();
            path[step] = w.ToScalar();
        }

        return path;
    }

    public static ParameterGroup One(double start, out Tensor w)
    {
        w = Tensor.Parameter([], DType.Float64);
        w.Fill(start);
        return new ParameterGroup(new NamedTensor("w", w));
    }

    public static Tensor Scalar(double value) => Tensor.Scalar(value, DType.Float64);

    public static Func<double, double, bool> Within(double tolerance) => (a, b) => Math.Abs(a - b) <= tolerance;
}
