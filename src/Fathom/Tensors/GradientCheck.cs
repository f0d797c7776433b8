namespace Fathom;

/// <summary>Compares the gradients of backward with central differences, (f(x + eps) − f(x − eps)) / 2 eps, in double.</summary>
/// <remarks>
/// The quantity differentiated is Σ u · f(x) with a random upstream gradient u, because a plain sum hides errors: softmax sums to 1 whatever its
/// gradient. The relative tolerance certifies; an absolute one only excuses rounding noise, differences below what the digits of f allow.
/// Choose inputs away from kinks (ReLU at 0): there no derivative exists, and the two sides may differ.
/// <code>
/// var check = GradientCheck.Of(x => x.Sigmoid().Square(), Tensor.From([0.5, -1.0, 2.0]));
/// Assert.True(check.Passed, check.ToString());
/// </code>
/// </remarks>
public static class GradientCheck
{
    /// <summary>Units in the last place by which a well computed value may be off.</summary>
    private const double UlpsOfNoise = 16;

    private const double UnitRoundoff = 1.0 / (1L << 53);

    /// <summary>Checks a function of one tensor.</summary>
    /// <param name="function">What to differentiate.</param>
    /// <param name="input">Where, in Float64.</param>
    /// <param name="eps">The nudge; 10⁻⁶ by default.</param>
    /// <param name="rtol">The allowed relative error; 10⁻⁶ by default.</param>
    /// <exception cref="ShapeException">The input is not Float64.</exception>
    public static GradientCheckResult Of(Func<Tensor, Tensor> function, Tensor input, double eps = 1e-6, double rtol = 1e-6) =>
        Of(inputs => [function(inputs[0])], [input], eps, rtol);

    /// <summary>Checks a function of several tensors with one or several results, by every floating-point input.</summary>
    /// <param name="function">What to differentiate. It may also use the inputs where they stand, as a layer uses its parameters.</param>
    /// <param name="inputs">Where: leaves in Float64; integers and masks are left alone. They are nudged in place and put back exactly; their gradients are cleared.</param>
    /// <param name="eps">The nudge, relative to elements above 1; 10⁻⁶ by default.</param>
    /// <param name="rtol">The allowed relative error; 10⁻⁶ by default.</param>
    /// <param name="atol">Differences excused as noise; by default what rounding of the function's values explains.</param>
    /// <param name="maxElements">Larger inputs are checked at this many random elements.</param>
    /// <param name="seed">The seed of the upstream gradient and of that choice.</param>
    /// <exception cref="ShapeException">An input is Float32, or none is floating-point.</exception>
    public static GradientCheckResult Of(
        Func<Tensor[], Tensor[]> function, Tensor[] inputs, double eps = 1e-6, double rtol = 1e-6, double? atol = null, int maxElements = 1000, ulong seed = 0)
    {
        bool[] asked = Prepare(inputs);
        Tensor[] results = function(inputs);
        double[][] upstream = Backward(results, new Rng(seed).Fork("upstream"));
        double[]?[] analytic = [.. inputs.Select(x => !x.Type.IsFloating() ? null : x.Gradient.IsNone ? new double[x.Length] : x.Gradient.ToArray<double>())];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!inputs[i].Type.IsFloating())
                continue;
            inputs[i].ClearGradient();
            inputs[i].RequireGradient(asked[i]);
        }

        var worst = new GradientCheckResult(true, 0, 0, 0, 0, 0, 0, rtol);
        for (int i = 0; i < inputs.Length; i++)
        {
            if (analytic[i] is not { } gradient)
                continue;
            foreach (int element in Elements(inputs[i].Length, maxElements, new Rng(seed).Fork($"elements {i}")))
            {
                (double numeric, double noise) = Difference(function, inputs, i, element, eps, upstream);
                worst = Worse(worst, i, element, gradient[element], numeric, atol ?? noise);
            }
        }

        return worst;
    }

    /// <summary>Makes every floating-point input a leaf that wants a gradient; gives what was asked for before.</summary>
    private static bool[] Prepare(Tensor[] inputs)
    {
        bool[] asked = new bool[inputs.Length];
        if (!inputs.Any(x => x.Type.IsFloating()))
            throw new ShapeException("GradientCheck: no input is floating-point, so there is no gradient to check.");
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Type == DType.Float32)
                throw new ShapeException("GradientCheck", $"input {i}", $"Float32 {inputs[i].Shape}", "Float64", "Differences of 10⁻⁶ drown in the rounding of float: convert it with To(DType.Float64), and a layer as well.");
            if (!inputs[i].Type.IsFloating())
                continue;
            asked[i] = inputs[i].IsLeaf;
            inputs[i].RequireGradient();
            inputs[i].ClearGradient();
        }

        return asked;
    }

    /// <summary>Runs backward from every result with a random upstream gradient, and gives those.</summary>
    private static double[][] Backward(Tensor[] results, Rng rng)
    {
        double[][] upstream = new double[results.Length][];
        for (int r = 0; r < results.Length; r++)
        {
            upstream[r] = new double[results[r].Length];
            rng.Normal<double>(upstream[r]);
            if (results[r].NeedsGradient)
                results[r].Backward(Tensor.From(upstream[r], results[r].Shape));
        }

        return upstream;
    }

    private static IEnumerable<int> Elements(int length, int max, Rng rng) =>
        length <= max ? Enumerable.Range(0, length) : rng.Permutation(length).Take(max);

    /// <summary>The central difference by one element, and the noise that rounding leaves in it.</summary>
    private static (double Numeric, double Noise) Difference(
        Func<Tensor[], Tensor[]> function, Tensor[] inputs, int input, int element, double eps, double[][] upstream)
    {
        double x = inputs[input].AsReadOnlySpan<double>()[element];
        double nudge = eps * Math.Max(1, Math.Abs(x));
        (double above, double below) = (x + nudge, x - nudge);
        try
        {
            inputs[input].AsSpan<double>()[element] = above;
            double[][] high = Values(function, inputs);
            inputs[input].AsSpan<double>()[element] = below;
            double[][] low = Values(function, inputs);
            double difference = 0, size = 0;
            for (int r = 0; r < upstream.Length; r++)
            {
                for (int i = 0; i < upstream[r].Length; i++)
                {
                    // What the nudge does not reach has no noise either.
                    if (high[r][i] == low[r][i])
                        continue;
                    difference += upstream[r][i] * (high[r][i] - low[r][i]);
                    size += Math.Abs(upstream[r][i]) * Math.Max(Math.Abs(high[r][i]), Math.Abs(low[r][i]));
                }
            }

            return (difference / (above - below), UlpsOfNoise * UnitRoundoff * size / (above - below));
        }
        finally
        {
            inputs[input].AsSpan<double>()[element] = x;
        }
    }

    private static double[][] Values(Func<Tensor[], Tensor[]> function, Tensor[] inputs)
    {
        using (Step.Begin())
        using (Tape.NoGradients())
            return [.. function(inputs).Select(y => y.Type == DType.Float64 ? y.ToArray<double>() : new double[y.Length])];
    }

    private static GradientCheckResult Worse(GradientCheckResult worst, int input, int element, double analytic, double numeric, double noise)
    {
        double difference = Math.Abs(analytic - numeric);
        double relative = difference == 0 ? 0 : difference / Math.Max(Math.Abs(analytic), Math.Abs(numeric));
        bool excused = difference <= noise;
        bool passed = excused || relative <= worst.Tolerance;
        bool worse = !passed ? worst.Passed || !(relative <= worst.RelativeError) : worst.Passed && !excused && relative >= worst.RelativeError;
        return worse || worst.Checked == 0
            ? new(worst.Passed && passed, worst.Checked + 1, input, element, analytic, numeric, relative, worst.Tolerance)
            : worst with { Checked = worst.Checked + 1 };
    }
}
