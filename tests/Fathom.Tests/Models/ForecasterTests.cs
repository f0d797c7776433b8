namespace Fathom.Tests.Models;

public sealed class ForecasterTests
{
    private static readonly TimeSeries s_airline = Datasets.AirlinePassengers();

    /// <summary>Last 24 months never seen, neither by the scaler nor by training; the 12 before them say when to stop.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Airline_passengers_are_forecast_better_than_by_the_season_before(ulong seed)
    {
        Forecaster forecaster = Trained(s_airline.Values, seed);
        double[] truth = s_airline.Values[120..].ToArray();
        double rolling = RootMeanSquaredError.Of(truth, forecaster.Rolling(s_airline.Values, 120));
        double ahead = RootMeanSquaredError.Of(truth, forecaster.Forecast(s_airline.Values[..120], 24));
        Assert.True(rolling < 50 && ahead < 77, $"rolling {rolling:F1}, 24 steps {ahead:F1}");
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: rolling {rolling:F1}, 24 steps {ahead:F1}");
    }

    [Fact]
    public void What_comes_after_the_split_changes_nothing_before_it()
    {
        double[] other = s_airline.Values.ToArray();
        for (int i = 120; i < other.Length; i++)
            other[i] *= 3;
        Forecaster one = Trained(s_airline.Values, 1), two = Trained(other, 1);
        Assert.Equal(one.Scaler, two.Scaler);
        Assert.Equal(one.Forecast(s_airline.Values[..120], 24), two.Forecast(other.AsSpan(0, 120), 24));
        Assert.Equal(one.Rolling(s_airline.Values, 120)[0], two.Rolling(other, 120)[0]);
        Assert.NotEqual(one.Rolling(s_airline.Values, 120)[1], two.Rolling(other, 120)[1]);
    }

    [Fact]
    public void A_row_is_a_window_of_changes_and_the_change_after_it()
    {
        double[] values = [1, 2, 4, 7, 11, 16];
        var forecaster = new Forecaster(SeriesScaler.Fit(values, 1, isLog: false), window: 2, members: 3, rng: new Rng(1));
        Dataset rows = forecaster.Rows(values, from: 4);
        Assert.Equal((2, 3, 3), (rows.Count, forecaster.Members, forecaster.Needs));
        double scale = Math.Sqrt(2);                                       // changes 1, 2, 3, 4, 5: mean 3, deviation √2
        float[] x = [(float)(-1 / scale), 0, 0, (float)(1 / scale)], y = [(float)(1 / scale), (float)(2 / scale)];
        Assert.Equal(x, rows.X.ToArray<float>());
        Assert.Equal([y[0], y[0], y[0], y[1], y[1], y[1]], rows.Y.ToArray<float>());
        Assert.Equal(3, forecaster.Rows(values).Count);
    }

    [Fact]
    public void One_step_ahead_is_the_rolling_forecast_and_several_go_on_from_it()
    {
        var forecaster = new Forecaster(SeriesScaler.Fit(s_airline.Values, 12), window: 6, rng: new Rng(1));
        ReadOnlySpan<double> known = s_airline.Values[..100];
        double[] ahead = forecaster.Forecast(known, 3);
        Assert.Equal(forecaster.Rolling(s_airline.Values[..101], 100)[0], ahead[0]);
        double[] more = [.. known, ahead[0]];
        Assert.Equal(forecaster.Forecast(more, 2), ahead[1..]);
    }

    [Fact]
    public void Too_few_values_are_refused_with_numbers()
    {
        var forecaster = new Forecaster(SeriesScaler.Fit(s_airline.Values, 12), window: 6, rng: new Rng(1));
        Assert.Contains("17 values are known before the first to forecast; expected at least 18", Assert.Throws<DatasetException>(() => forecaster.Forecast(s_airline.Values[..17], 1)).Message);
        Assert.Contains("18 values give no row to learn from; expected more than 18", Assert.Throws<DatasetException>(() => forecaster.Rows(s_airline.Values[..18])).Message);
    }

    [Fact]
    public void Networks_side_by_side_learn_as_if_each_were_alone()
    {
        Layer Member(string name) => Mlp.Create(3, [4], 1, "tanh", rng: new Rng(7).Fork(name));
        Tensor x = new Rng(3).Normal([8, 3]), y = new Rng(4).Normal([8, 1]), both = Tensor.Concat([y, y], axis: 1);
        Layer alone = Member("a");
        var together = new Ensemble(Member("a"), Member("b"));
        foreach ((Layer model, Tensor targets) in new[] { (alone, y), (together, both) })
        {
            var trainer = new Trainer(model, new Adam(model, lr: 0.01, eps: 0), Objective.Regression);
            for (int step = 0; step < 5; step++)
            {
                using Step scope = Step.Begin();
                trainer.TrainStep(x, targets);
            }
        }

        float[] expected = alone.Forward(x).ToArray<float>(), got = together.Members[0].Forward(x).ToArray<float>();
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], got[i], 1e-5f);
    }

    private static Forecaster Trained(ReadOnlySpan<double> values, ulong seed)
    {
        ReadOnlySpan<double> train = values[..120];
        var forecaster = new Forecaster(SeriesScaler.Fit(train[..108], SeriesPeriod.Find(train[..108])), window: 12, rng: new Rng(seed));
        Dataset rows = forecaster.Rows(train[..108]), validation = forecaster.Rows(train, from: 108);
        new Trainer(forecaster.Network, new AdamW(forecaster.Network, lr: 3e-3), Objective.Regression)
        {
            Callbacks = [new EarlyStopping(patience: 20, minimumDelta: 1e-4)],
            Rng = new Rng(seed).Fork("order"),
        }.Fit(rows, validation, epochs: 200, batchSize: 16, TestContext.Current.CancellationToken);
        return forecaster;
    }
}
