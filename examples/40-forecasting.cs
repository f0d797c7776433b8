#:project ../src/Fathom/Fathom.csproj

// How many passengers will fly? Five small networks forecast the last two years, beside the season before. Run with: dotnet run examples/40-forecasting.cs

using Fathom;

TimeSeries series = Datasets.AirlinePassengers();
Console.WriteLine(series);

// An honest split is one by time, and whatever is fitted sees the first part alone: season, logarithm, scale, weights.
var (train, validation) = (series[..108], series[..120]);
int period = SeriesPeriod.Find(train.Values);
SeriesScaler scaler = SeriesScaler.Fit(train.Values, period);
Console.WriteLine($"a season of {period} months, changes of {(scaler.IsLog ? "logarithms" : "values")} since the season before");

var rng = new Rng(1);
var forecaster = new Forecaster(scaler, window: 12, rng: rng.Fork("networks"));
var trainer = new Trainer(forecaster.Network, new AdamW(forecaster.Network, lr: 3e-3), Objective.Regression)
{
    Callbacks = [new EarlyStopping(patience: 20, minimumDelta: 1e-4)],
    Rng = rng.Fork("order"),
};
trainer.Fit(forecaster.Rows(train.Values), forecaster.Rows(validation.Values, from: 108), epochs: 200, batchSize: 16);

double[] truth = series.Values[120..].ToArray();
Show("one month ahead", forecaster.Rolling(series.Values, from: 120), SeasonalNaive.Rolling(series.Values, period, from: 120));
Show("24 months ahead", forecaster.Forecast(validation.Values, steps: 24), SeasonalNaive.Forecast(validation.Values, period, steps: 24));

void Show(string what, double[] forecast, double[] naive) =>
    Console.WriteLine($"{what}: RMSE {RootMeanSquaredError.Of(truth, forecast):F0}, the season before {RootMeanSquaredError.Of(truth, naive):F1}");

/* prints:
passengers: 144 values, 1949-01 to 1960-12
a season of 12 months, changes of logarithms since the season before
one month ahead: RMSE 1…, the season before 50.0
24 months ahead: RMSE …, the season before 77.0
*/
