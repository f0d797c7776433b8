namespace Fathom;

/// <summary>Compares the gradients of backward with central differences, (f(x + eps) − f(x − eps)) / 2 eps, in double.</summary>
/// <remarks>
/// The quantity differentiated is Σ u · f(x) with a random upstream gradient u, because a plain sum hides errors: softmax sums to 1 whatever its
/// gradient. The relative tolerance certifies; an absolute one only excuses rounding noise, differences below what the digits of f allow.
/// At a kink (ReLU at 0) no derivative exists, and the two sides differ: choose inputs away from kinks, or let them be counted instead of judged
/// where backward gives a value between the slopes of the two sides. The checks of layers and models do so.
/// <code>
/// var check = GradientCheck.Of(x => x.Sigmoid().Square(), Tensor.From([0.5, -1.0, 2.0]));            // a function
/// var report = GradientCheck.OfLayer(new LayerNorm(4), rng.Normal([2, 4]));                    // a layer, by its input and every parameter
/// var report = GradientCheck.OfModel(model, Objective.MultiClass, x, labels);                       // a network with its loss
/// var check = GradientCheck.OfLoss((y, t) => Loss.MeanSquaredError(y, t), prediction, target);                 // a loss
/// Assert.True(check.Passed, check.ToString());
/// </code>
/// </remarks>
public static partial class GradientCheck
{
    /// <summary>Units in the last place by which a well computed value may be off.</summary>
    private const double UlpsOfNoise = 16;

    /// <summary>Over how many distances differences are compared with each other when they do not agree with backward.</summary>
    private const int ScatterDistances = 4;

    private const double UnitRoundoff = 1.0 / (1L << 53);

    /// <summary>Slopes of the two sides that differ by more than this share make a kink: curvature explains about eps.</summary>
    private const double KinkShare = 1e-4;

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
    /// <param name="countKinks">Whether elements at kinks are counted (<see cref="GradientCheckResult.Kinks"/>) instead of failing.</param>
    /// <exception cref="ShapeException">An input is Float32, or none is floating-point.</exception>
    public static GradientCheckResult Of(
        Func<Tensor[], Tensor[]> function, Tensor[] inputs, double eps = 1e-6, double rtol = 1e-6, double? atol = null, int maxElements = 1000, ulong seed = 0, bool countKinks = false) =>
        Each(function, inputs, eps, rtol, atol, maxElements, seed, countKinks).OfType<GradientCheckResult>().Aggregate(Worse);

    /// <summary>The same check with a result for each input; none for integers and masks.</summary>
    internal static GradientCheckResult?[] Each(
        Func<Tensor[], Tensor[]> function, Tensor[] inputs, double eps, double rtol, double? atol, int maxElements, ulong seed, bool countKinks)
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

        var each = new GradientCheckResult?[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (analytic[i] is not { } gradient)
                continue;
            var point = new Point(function, inputs, i, upstream, eps);
            var worst = new GradientCheckResult(true, 0, i, 0, 0, 0, 0, rtol, 0);
            foreach (int element in Elements(inputs[i].Length, maxElements, new Rng(seed).Fork($"elements {i}")))
                worst = Worse(worst, Judge(point, element, gradient[element], rtol, atol, countKinks));
            each[i] = worst;
        }

        return each;
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

    /// <summary>One element's result.</summary>
    private static GradientCheckResult Judge(Point point, int element, double analytic, double rtol, double? atol, bool countKinks)
    {
        (double numeric, double noise, _) = point.Slope(element, -1, 1);
        double difference = Math.Abs(analytic - numeric), size = Math.Max(Math.Abs(analytic), Math.Abs(numeric));
        double share = difference == 0 ? 0 : difference / Math.Max(rtol * size, atol ?? noise);
        var result = new GradientCheckResult(share <= 1, 1, point.Input, element, analytic, numeric, difference == 0 ? 0 : difference / size, rtol, share);
        if (result.Passed || atol is not null)
            return result;
        if (countKinks && IsKink(point, element, analytic))
            return result with { Passed = true, RelativeError = 0, OfAllowed = 0, Kinks = 1 };
        return IsWithinScatter(point, element, analytic) ? result with { Passed = true, OfAllowed = 1 } : result;
    }

    /// <summary>
    /// Whether differences over other distances disagree among themselves as much as with backward. Rounding deep inside a function can be far
    /// larger than the last digit of its result: batch norm over two rows that are nearly equal divides by nearly nothing. And a loss, one number
    /// made of all, does not show a slope that is less than its last digit.
    /// </summary>
    private static bool IsWithinScatter(Point point, int element, double analytic)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity, finest = double.PositiveInfinity;
        for (int nudges = 1; nudges <= ScatterDistances; nudges++)
        {
            (double slope, _, double digit) = point.Slope(element, -nudges, nudges);
            (low, high, finest) = (Math.Min(low, slope), Math.Max(high, slope), Math.Min(finest, digit));
        }

        double scatter = Math.Max(high - low, finest);
        return analytic >= low - scatter && analytic <= high + scatter;
    }

    /// <summary>Whether the slopes of the two sides differ by a jump, with backward's value between them: any such value is as good as another.</summary>
    private static bool IsKink(Point point, int element, double analytic)
    {
        (double left, double leftNoise, _) = point.Slope(element, -1, 0);
        (double right, double rightNoise, _) = point.Slope(element, 0, 1);
        double size = Math.Max(Math.Abs(left), Math.Abs(right)), noise = Math.Max(leftNoise, rightNoise), slack = (1e-6 * size) + noise;
        return Math.Abs(right - left) > (KinkShare * size) + noise && analytic >= Math.Min(left, right) - slack && analytic <= Math.Max(left, right) + slack;
    }

    private static double[][] Values(Func<Tensor[], Tensor[]> function, Tensor[] inputs)
    {
        using (Step.Begin())
        using (Tape.NoGradients())
            return [.. function(inputs).Select(y => y.Type == DType.Float64 ? y.ToArray<double>() : new double[y.Length])];
    }

    /// <summary>Two results as one: counts added, the worse element kept.</summary>
    private static GradientCheckResult Worse(GradientCheckResult a, GradientCheckResult b)
    {
        bool worse = a.Checked == 0 || !(b.OfAllowed <= a.OfAllowed);
        return (worse ? b : a) with { Passed = a.Passed && b.Passed, Checked = a.Checked + b.Checked, Kinks = a.Kinks + b.Kinks };
    }

    /// <summary>Where the function is differentiated, and by which input.</summary>
    private sealed record Point(Func<Tensor[], Tensor[]> Function, Tensor[] Inputs, int Input, double[][] Upstream, double Eps)
    {
        /// <summary>The slope between two places, in nudges from where the element is, the noise that rounding leaves in it, and what the last digit of results that are one number amounts to.</summary>
        public (double Slope, double Noise, double Digit) Slope(int element, int from, int to)
        {
            double x = Inputs[Input].AsReadOnlySpan<double>()[element];
            double nudge = Eps * Math.Max(1, Math.Abs(x));
            (double below, double above) = (x + (from * nudge), x + (to * nudge));
            try
            {
                Inputs[Input].AsSpan<double>()[element] = above;
                double[][] high = Values(Function, Inputs);
                Inputs[Input].AsSpan<double>()[element] = below;
                double[][] low = Values(Function, Inputs);
                double difference = 0, size = 0, all = 0, digit = 0;
                for (int r = 0; r < Upstream.Length; r++)
                {
                    if (high[r].Length == 1 && double.IsFinite(high[r][0]))
                        digit += Math.Abs(Upstream[r][0]) * (Math.BitIncrement(Math.Abs(high[r][0])) - Math.Abs(high[r][0]));
                    for (int i = 0; i < Upstream[r].Length; i++)
                    {
                        if (double.IsFinite(high[r][i]))
                            all += Math.Abs(Upstream[r][i] * high[r][i]);

                        // What the nudge does not reach has no noise either.
                        if (high[r][i] == low[r][i])
                            continue;
                        difference += Upstream[r][i] * (high[r][i] - low[r][i]);
                        size += Math.Abs(Upstream[r][i]) * Math.Max(Math.Abs(high[r][i]), Math.Abs(low[r][i]));
                    }
                }

                // Backward rounds, too: gradients that cancel, as a bias before batch norm, end up at some ulps.
                return (difference / (above - below), UlpsOfNoise * UnitRoundoff * Math.Max(size / (above - below), all / Math.Max(1, Math.Abs(x))), digit / (above - below));
            }
            finally
            {
                Inputs[Input].AsSpan<double>()[element] = x;
            }
        }
    }
}
