using System.Diagnostics;
using System.Globalization;
using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>
/// What watching a training costs: epochs of <see cref="Trainer.Fit"/> with the monitor as <c>fathom train</c> uses it, its lines written to a file, and without, in
/// turns. The data have the shape of MNIST. An epoch of the CNN is 100 steps instead of 938, so histograms are made nine times as often as on MNIST.
/// </summary>
internal sealed class MonitorMeasurement : IMeasurement
{
    private const int Batch = 64;

    public string Name => "monitor";

    public string About => "what the training monitor costs on the MNIST MLP and CNN: [mlp|cnn] [THREADS]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        string which = arguments.Length > 0 ? arguments[0] : "";
        if (which is not ("" or "mlp" or "cnn"))
            throw new WrongUseException($"There is no network named \"{which}\": mlp or cnn.");
        if (arguments.Length > 1)
            ForkJoin.Threads = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        if (which != "cnn")
            Measure("mnist-mlp", rng => Mlp.Create(784, [256, 128], 10, rng: rng), [784], steps: 938, rounds: 41);
        if (which != "mlp")
            Measure("mnist-cnn", rng => MnistCnn.Create(rng: rng), [1, 28, 28], steps: 100, rounds: 11);
    }

    private static void Measure(string name, Func<Rng, Layer> network, Shape row, int steps, int rounds)
    {
        var rng = new Rng(1);
        var data = new Dataset(rng.Normal(row.Insert(0, steps * Batch)), rng.Uniform([steps * Batch], 0, 10, DType.Float64).To(DType.Int64));
        Layer model = network(rng);
        string path = Path.GetTempFileName();
        try
        {
            using var log = new EventLog(path);
            var turns = new Turns(log);
            new Trainer(model, new Adam(model, lr: 1e-3), Objective.MultiClass) { Rng = rng, Callbacks = [turns] }.Fit(data, epochs: 2 + (2 * rounds), batchSize: Batch);
            (double without, double with, double ratio) = turns.Epochs();
            (double step, double sampled, double share) = turns.Steps();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name} b{Batch}, {ForkJoin.Threads} threads: epoch of {steps} steps {without:F3} s without, {with:F3} s with, median of {rounds} pairs {ratio - 1:+0.00 %;-0.00 %}; a step {step:F0} µs, a sampled one {sampled:F0} µs: {share:P2} of the training; {new FileInfo(path).Length / (rounds + 1):N0} bytes of events an epoch"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    /// <summary>The monitor in every second epoch of one training, in turns that change places: the same network in the same memory.</summary>
    private sealed class Turns : Callback
    {
        private readonly TrainingMonitor _monitor = new() { Keeps = false };
        private readonly List<double> _without = [], _with = [], _plain = [], _sampled = [];
        private bool _on;
        private long _epoch, _last;

        public Turns(EventLog log) => _monitor.Sampled += log.Write;

        public (double Without, double With, double Ratio) Epochs() => (Median(_without), Median(_with), Median(_with.Zip(_without, (a, b) => a / b)));

        /// <summary>The median of both kinds in microseconds, and the time that sampled steps take more as a share of all.</summary>
        public (double Step, double Sampled, double Share) Steps()
        {
            double step = Median(_plain), more = _sampled.Sum(time => time - step);
            return (step, Median(_sampled), more / (_plain.Sum() + (step * _sampled.Count)));
        }

        public override void OnStart(TrainingState state) => _monitor.OnStart(state);

        public override void OnBatch(TrainingState state)
        {
            if (state.Step == 1)
            {
                // Off, on, on, off, … as 0, 1, 1, 0 of every four.
                _on = (state.Epoch & 3) is 2 or 3;
                _epoch = Stopwatch.GetTimestamp();
            }

            if (_on)
                _monitor.OnBatch(state);
        }

        public override void OnGradients(TrainingState state)
        {
            if (_on)
                _monitor.OnGradients(state);
        }

        public override void OnStep(TrainingState state)
        {
            if (_on)
                _monitor.OnStep(state);
            long now = Stopwatch.GetTimestamp();
            if (state.Epoch > 2 && _on && state.Step > 1)
                (state.Step == state.StepsPerEpoch || state.TotalSteps % 100 == 0 ? _sampled : _plain).Add((now - _last) * 1e6 / Stopwatch.Frequency);
            if (state.Epoch > 2 && state.Step == state.StepsPerEpoch)
                (_on ? _with : _without).Add((now - _epoch) / (double)Stopwatch.Frequency);
            _last = now;
        }

        public override void OnEnd(TrainingState state) => _monitor.OnEnd(state);
    }
}
