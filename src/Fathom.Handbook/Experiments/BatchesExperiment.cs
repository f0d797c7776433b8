namespace Fathom.Handbook;

/// <summary>M5: epochs, batches, and what the size of a batch trades for what.</summary>
internal sealed class BatchesExperiment : Experiment
{
    private const int MostNoiseBatches = 200;

    private static readonly NumbersOption s_sizes = new("sizes", "batch sizes to compare; larger than the data is the whole of it", [1, 8, 32, 128, 455], 1, 100_000, 6, whole: true);
    private static readonly NumberOption s_batch = new("batch", "the batch size to follow batch by batch", 32, 1, 455, whole: true);
    private static readonly NumberOption s_epochs = new("epochs", "passes through the data", 30, 1, 60, whole: true);
    private static readonly NumberOption s_lr = new("lr", "the learning rate of plain gradient descent, the same for all", 0.02, 1e-4, 1);

    public override string Name => "batches";

    public override string Row => "M5";

    public override string Question => "How many rows should a step look at?";

    public override IReadOnlyList<ExperimentOption> Options => [s_sizes, s_batch, s_epochs, s_lr];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        Dataset train = Datasets.BreastCancer().Split(test: 0.2, stratify: true, seed: 42).Standardize().Train;
        int epochs = settings.Whole(s_epochs), followed = settings.Whole(s_batch);
        double lr = settings.Get(s_lr);
        var result = new ExperimentResult(settings);
        var curves = new LineChart { Title = "Loss over all rows after each epoch", XLabel = "epoch", YLabel = "loss", LogY = true };
        var table = new ExperimentTable($"{train.Count} rows, {epochs} epochs", "batch", "steps an epoch", "rows in last", "steps in all", "noise", "last loss");
        foreach (int size in settings.Get(s_sizes).Select(size => Math.Min((int)size, train.Count)).Distinct())
        {
            var training = new Training(train, size, lr, settings);
            double noise = training.Noise();
            double[] losses = [training.Loss(), .. Enumerable.Range(0, epochs).Select(_ => training.Epoch())];
            int steps = train.BatchCount(size), rest = train.Count - ((steps - 1) * size);
            curves.Series.Add(new ChartSeries($"batch {size}", Enumerable.Range(0, epochs + 1).Select(i => (double)i), losses));
            table.Add(size, steps, rest, steps * epochs, noise, losses[^1]);
            result.Add($"steps_{size}", steps, $"steps an epoch with batches of {size}");
            result.Add($"noise_{size}", noise, $"gradient noise with batches of {size}: how far a batch's gradient is from that of all rows, relative to its length");
            result.Add($"loss_{size}", losses[^1], $"loss after {epochs} epochs with batches of {size}");
        }

        result.Add(curves);
        result.Add(Progress(train, followed, epochs, lr, settings));
        result.Add(table);
        int batches = train.BatchCount(followed);
        string lower = batches == 1 ? "the one batch of every epoch" : $"the {batches} batches of every epoch{(train.Count % followed == 0 ? "" : ", the last with fewer rows")}";
        result.See = $"One epoch sees every row once. Small batches take more steps an epoch and get further, but each step follows a noisy gradient: four times the rows, half the noise. The lower picture shows {lower}.";
        result.Conclude = "Take 32 to 256 rows. Larger batches use the machine better and bear larger rates (twice the rows, twice the rate); much smaller ones are noisy and slow.";
        return result;
    }

    private static LineChart Progress(Dataset train, int size, int epochs, double lr, ExperimentSettings settings)
    {
        var training = new Training(train, Math.Min(size, train.Count), lr, settings);
        for (int i = 0; i < epochs; i++)
            training.Epoch();
        int steps = train.BatchCount(Math.Min(size, train.Count));
        return new LineChart
        {
            Title = $"Loss of every batch of {size}, and the mean of each epoch",
            XLabel = "epoch",
            YLabel = "loss",
            LogY = true,
            Series =
            {
                new ChartSeries("batch", Enumerable.Range(1, steps * epochs).Select(i => (double)i / steps), training.BatchLosses),
                new ChartSeries("epoch mean", Enumerable.Range(1, epochs).Select(i => (double)i), training.EpochMeans),
            },
        };
    }

    /// <summary>The plain training loop with one batch size; every size begins with the same weights.</summary>
    private sealed class Training
    {
        private readonly Dataset _data;
        private readonly int _size;
        private readonly Sequential _net;
        private readonly Sgd _sgd;
        private readonly Rng _order;

        public Training(Dataset data, int size, double lr, ExperimentSettings settings)
        {
            (_data, _size) = (data, size);
            _net = Mlp.Create(data.X.Shape[1], [16], 1, rng: settings.Rng("weights"));
            _sgd = new Sgd(_net, lr);
            _order = settings.Rng($"order {size}");
        }

        public List<double> BatchLosses { get; } = [];

        /// <summary>The mean over the rows of each epoch, while the weights moved: a last batch of fewer rows counts less.</summary>
        public List<double> EpochMeans { get; } = [];

        /// <summary>Trains one epoch; gives the loss over all rows after it.</summary>
        public double Epoch()
        {
            double sum = 0;
            foreach (var (x, y) in _data.Steps(_size, shuffle: true, rng: _order))
            {
                _sgd.ZeroGradients();
                Tensor loss = Fathom.Loss.BinaryCrossEntropy(_net.Forward(x), y);
                loss.Backward();
                BatchLosses.Add(loss.ToScalar());
                sum += loss.ToScalar() * x.Shape[0];
                _sgd.Step();
            }

            EpochMeans.Add(sum / _data.Count);
            return Loss();
        }

        public double Loss()
        {
            using var quiet = Tape.NoGradients();
            using var step = Step.Begin();
            return Fathom.Loss.BinaryCrossEntropy(_net.Forward(_data.X), _data.Y).ToScalar();
        }

        /// <summary>√(mean ‖g of a batch − g of all‖²) / ‖g of all‖ at the weights as they are.</summary>
        public double Noise()
        {
            double[] all = Gradient(_data.X, _data.Y);
            double length = all.Sum(g => g * g), distance = 0;
            int batches = 0;
            while (batches < MostNoiseBatches)
            {
                foreach (var (x, y) in _data.Steps(_size, shuffle: true, dropLast: true, rng: _order))
                {
                    distance += Gradient(x, y).Zip(all, (a, b) => (a - b) * (a - b)).Sum();
                    batches++;
                }
            }

            return Math.Sqrt(distance / batches / length);
        }

        private double[] Gradient(Tensor x, Tensor y)
        {
            _sgd.ZeroGradients();
            Fathom.Loss.BinaryCrossEntropy(_net.Forward(x), y).Backward();
            return [.. _net.Parameters.SelectMany(p => p.Tensor.Gradient.ToArray<float>()).Select(g => (double)g)];
        }
    }
}
