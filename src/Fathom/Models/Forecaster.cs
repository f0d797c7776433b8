namespace Fathom;

/// <summary>Forecasts a time series from its last values: several small networks side by side, each of which gives the next change from the changes before it.</summary>
/// <remarks><code>
/// formula   ẑₜ = mean of f₁…f_K(the W changes before it), z the changes that <see cref="Scaler"/> makes; further steps ahead take forecasts for what is not known yet
/// shapes    windows (N, W) → (N, K), a column a network
/// layers    K times: Linear W → hidden, ReLU, Linear → 1
/// source    Box, Jenkins and Reinsel 2008, "Time Series Analysis"; ensembles: Hansen and Salamon 1990, "Neural network ensembles"
/// </code></remarks>
/// <example><code>
/// var (train, test) = (series[..^24], series[^24..]);
/// var forecaster = new Forecaster(SeriesScaler.Fit(train.Values, period: 12), window: 12, rng: new Rng(1));
/// new Trainer(forecaster.Network, new Adam(forecaster.Network), Objective.Regression).Fit(forecaster.Rows(train.Values), epochs: 100);
/// double[] next = forecaster.Forecast(train.Values, steps: 24);
/// </code></example>
public sealed class Forecaster
{
    private const int UsualMembers = 5;
    private const int UsualHidden = 32;

    /// <summary>Puts a scaler and fresh networks together.</summary>
    /// <param name="scaler">What makes changes of values, fitted on the training part.</param>
    /// <param name="window">W: how many changes the networks see.</param>
    /// <param name="hidden">The hidden sizes of each network; one layer of 32 when null, none for linear networks.</param>
    /// <param name="members">K: how many networks.</param>
    /// <param name="activation">Their activation.</param>
    /// <param name="rng">Where weights come from; <see cref="Rng.Default"/> when not given.</param>
    public Forecaster(SeriesScaler scaler, int window, IReadOnlyList<int>? hidden = null, int members = UsualMembers, string activation = "relu", Rng? rng = null)
        : this(scaler, Require.Positive(window, nameof(window)), Networks(window, hidden ?? [UsualHidden], Require.Positive(members, nameof(members)), activation, rng ?? Rng.Default))
    {
    }

    /// <summary>Puts a scaler and networks from a file together.</summary>
    /// <param name="scaler">What makes changes of values.</param>
    /// <param name="window">W: how many changes the networks see.</param>
    /// <param name="network">The networks, (N, W) → (N, K).</param>
    /// <exception cref="ShapeException">The network does not take windows of that length.</exception>
    public Forecaster(SeriesScaler scaler, int window, Layer network)
    {
        (Scaler, Window, Network) = (scaler, window, network);
        using (Tape.ShapesOnly())
        {
            Shape output = network.Forward(Tensor.Empty([1, window], DType.Float32)).Shape;
            Members = output.Rank == 2 && output[1] > 0 ? output[1] : throw new ShapeException(nameof(Forecaster), "the output of the network", output.ToString(), "(N, networks), a number from each network");
        }
    }

    /// <summary>What makes changes of values.</summary>
    public SeriesScaler Scaler { get; }

    /// <summary>W: how many changes the networks see.</summary>
    public int Window { get; }

    /// <summary>The networks.</summary>
    public Layer Network { get; }

    /// <summary>K: how many networks there are.</summary>
    public int Members { get; }

    /// <summary>How many values must be known before one can be forecast: a window of changes, and the season before the first of them.</summary>
    public int Needs => Window + Scaler.Period;

    /// <summary>Windows to learn from: X (n, W) the changes before a value, Y (n, K) that value's own, once for each network.</summary>
    /// <param name="values">The values, oldest first.</param>
    /// <param name="from">The first value to learn; the first that can be when left out.</param>
    /// <exception cref="DatasetException">There are too few values for a single window.</exception>
    public Dataset Rows(ReadOnlySpan<double> values, int from = 0)
    {
        from = Math.Max(from, Needs);
        int rows = values.Length - from;
        if (rows < 1)
            throw new DatasetException($"Forecaster: {values.Length} values give no row to learn from; expected more than {from}: a window of {Window} changes, a season of {Scaler.Period} before it, and a value to learn. Use a shorter window or period, or a longer series.");
        double[] changes = Scaler.Transform(values);
        float[] x = new float[rows * Window], y = new float[rows * Members];
        for (int row = 0; row < rows; row++)
        {
            int next = from + row - Scaler.Period;
            for (int i = 0; i < Window; i++)
                x[(row * Window) + i] = (float)changes[next - Window + i];
            y.AsSpan(row * Members, Members).Fill((float)changes[next]);
        }

        return new Dataset(Tensor.From(x, [rows, Window]), Tensor.From(y, [rows, Members]), "windows");
    }

    /// <summary>Forecasts from what is known at one time, each step from the forecasts before it.</summary>
    /// <param name="history">The known values, oldest first, at least <see cref="Needs"/>.</param>
    /// <param name="steps">How many values to forecast.</param>
    /// <exception cref="DatasetException">Too few values are known.</exception>
    public double[] Forecast(ReadOnlySpan<double> history, int steps)
    {
        var known = new List<double>(Demand(history).ToArray());
        for (int i = 0; i < steps; i++)
            known.Add(Next([.. known.TakeLast(Needs)]));
        return [.. known.TakeLast(steps)];
    }

    /// <summary>Forecasts each value from <paramref name="from"/> on, from all true values before it.</summary>
    /// <param name="values">All values, oldest first.</param>
    /// <param name="from">The first value to forecast, at least <see cref="Needs"/>.</param>
    /// <exception cref="DatasetException">Too few values are before the first.</exception>
    public double[] Rolling(ReadOnlySpan<double> values, int from)
    {
        Demand(values[..from]);
        double[] forecast = new double[values.Length - from];
        for (int i = 0; i < forecast.Length; i++)
            forecast[i] = Next(values.Slice(from + i - Needs, Needs));
        return forecast;
    }

    private ReadOnlySpan<double> Demand(ReadOnlySpan<double> history) => history.Length >= Needs
        ? history[^Needs..]
        : throw new DatasetException($"Forecaster: {history.Length} values are known before the first to forecast; expected at least {Needs}: a window of {Window} changes and a season of {Scaler.Period} before it.");

    /// <summary>The value after exactly as many as are needed.</summary>
    private double Next(ReadOnlySpan<double> history)
    {
        double[] changes = Scaler.Transform(history);
        using (Network.Evaluating())
        using (Tape.NoGradients())
        using (Step.Begin())
        {
            Tensor columns = Network.Forward(Tensor.From(Array.ConvertAll(changes, change => (float)change), [1, Window]));
            double sum = 0;
            for (int k = 0; k < Members; k++)
                sum += columns.GetElement(k);
            return Scaler.Inverse(sum / Members, history[^Scaler.Period]);
        }
    }

    private static Ensemble Networks(int window, IReadOnlyList<int> hidden, int members, string activation, Rng rng)
    {
        var networks = new Layer[members];
        for (int k = 0; k < members; k++)
            networks[k] = Mlp.Create(window, [.. hidden], 1, activation, rng: rng.Fork($"network {k}"));
        return new Ensemble(networks);
    }
}
