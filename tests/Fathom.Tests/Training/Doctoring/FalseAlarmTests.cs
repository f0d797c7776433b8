namespace Fathom.Tests.Training.Doctoring;

/// <summary>What users' data and settings brought up: alarms without a fault, and consequences told before their cause.</summary>
public sealed class FalseAlarmTests
{
    [Fact]
    public void Rows_that_look_alike_by_chance_are_no_copies()
    {
        // As in a list of passengers: those of one class, sex and fare are many, and half of them differ in the target.
        Dataset train = Alike(agree: false);
        Examination found = Doctor.Examine(train, Objective.Binary, train[..40]);
        Assert.DoesNotContain(found, finding => finding.Id is "split-overlap" or "duplicate-rows");
        Assert.Contains(found, finding => finding.Id == "label-noise");

        Dataset copies = Alike(agree: true);
        Assert.Equal(["split-overlap", "duplicate-rows"], Doctor.Examine(copies, Objective.Binary, copies[..40]).Select(finding => finding.Id));
    }

    [Theory]
    [InlineData(1e-3, false)]
    [InlineData(5e-2, true)]
    public void Losses_that_jump_with_small_updates_do_not_blame_the_rate(double ratio, bool isFound)
    {
        var training = new TrainingCase { LearningRate = 1e-3 };
        for (int epoch = 1; epoch <= 12; epoch++)
        {
            training.Epochs.Add(Epoch(epoch, epoch % 2 == 0 ? 1.2 : 1));
            training.Samples.Add(Sample(epoch, ratio));
        }

        Assert.Equal(isFound, Judge(training).Any(finding => finding.Id == "rate-too-high"));
    }

    [Fact]
    public void A_few_early_jumps_do_not_blame_the_rate()
    {
        var training = new TrainingCase { LearningRate = 1e-3 };
        double[] losses = [1.02, 1.09, 0.68, 0.81, 0.54, 0.62];
        training.Epochs.AddRange(losses.Select((loss, i) => Epoch(i + 1, loss)));
        Assert.DoesNotContain(Judge(training), finding => finding.Id == "rate-too-high");
    }

    [Theory]
    [InlineData(0.005, false)]
    [InlineData(0, true)]
    public void A_loss_still_on_its_way_down_is_not_stuck_at_chance(double fall, bool isFound)
    {
        var training = new TrainingCase { ChanceLoss = 0.69, PlannedEpochs = 20 };
        for (int epoch = 1; epoch <= 20; epoch++)
            training.Epochs.Add(Epoch(epoch, 0.84 - (fall * epoch)));
        Assert.Equal(isFound, Judge(training).Any(finding => finding.Id == "loss-at-chance"));
    }

    [Fact]
    public void A_rate_too_low_comes_before_the_chance_level_it_leads_to()
    {
        var training = new TrainingCase { ChanceLoss = 0.69, PlannedEpochs = 20, LearningRate = 1e-7 };
        for (int epoch = 1; epoch <= 20; epoch++)
        {
            training.Epochs.Add(Epoch(epoch, 0.7));
            training.Samples.Add(Sample(epoch, 1e-7));
        }

        Assert.Equal(["rate-too-low", "loss-at-chance"], Judge(training).Take(2).Select(finding => finding.Id));
    }

    [Fact]
    public void A_linear_model_that_goes_most_of_the_way_is_not_called_broken()
    {
        Dataset data = PlantedData.Binary(rows: 40);
        var check = OverfitCheck.Of(new Linear(PlantedData.Columns, 1, rng: new Rng(1)), Objective.Binary, data, steps: 250, cancel: TestContext.Current.CancellationToken);
        Assert.False(check.Passed);
        Assert.InRange(check.Losses[^1], check.Goal, 0.2 * check.Losses[0]);
        Assert.Equal(FindingWeight.Note, Assert.Single(Judge(new TrainingCase { Overfit = check }), finding => finding.Id == "cannot-overfit").Weight);
    }

    [Fact]
    public void Frozen_layers_do_not_blame_the_rate()
    {
        // As a pretrained network with a new head: most layers stand still, and are meant to.
        var rng = new Rng(1);
        var model = new Sequential(new Linear(4, 16, rng: rng), new ReLU(), new Linear(16, 16, rng: rng), new ReLU(), new Linear(16, 16, rng: rng), new ReLU(), new Linear(16, 3, rng: rng));
        foreach (int layer in (int[])[0, 2, 4])
            model[layer].Freeze();
        var doctor = new TrainingDoctor { ExaminesFirst = false };
        Dataset data = Datasets.Iris().Split(test: 0.2, stratify: true, seed: 1).Standardize().Train;
        new Trainer(model, new Adam(model[6], 1e-3), Objective.MultiClass) { Rng = rng, Callbacks = [doctor] }.Fit(data, null, 4, 32, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(doctor.Examine(), finding => finding.Id is "update-ratio-small" or "rate-too-low");
    }

    [Fact]
    public void Units_that_sleep_through_one_small_batch_are_not_dying()
    {
        double[] shares = [0.1, 0.3, 0.3, 0.2, 0.3, 0.6];
        var training = new TrainingCase();
        training.Samples.AddRange(shares.Select((share, i) => Sample(i + 1, 1e-3) with { Layers = [new LayerHealth { Name = "1", Kind = "ReLU", DeadShare = share }] }));
        Assert.DoesNotContain(Judge(training), finding => finding.Id == "dying-units");
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(40, true)]
    public void A_flat_quarter_is_not_called_underfitting(int planned, bool isFound)
    {
        var training = new TrainingCase { ChanceLoss = 1.1, PlannedEpochs = planned };
        for (int epoch = 1; epoch <= 25; epoch++)
            training.Epochs.Add(Epoch(epoch, 0.95));
        Assert.Equal(isFound, Judge(training).Any(finding => finding.Id == "underfitting"));
    }

    [Fact]
    public void What_a_short_training_does_not_reach_is_only_noted()
    {
        var training = new TrainingCase { ChanceLoss = 1.1, PlannedEpochs = 20, IsBrief = true, Ended = StopReason.Finished };
        for (int epoch = 1; epoch <= 20; epoch++)
            training.Epochs.Add(Epoch(epoch, 0.95));
        Assert.Equal(FindingWeight.Note, Assert.Single(Judge(training), finding => finding.Id == "underfitting").Weight);
    }

    [Theory]
    [InlineData(3e-3, false)]
    [InlineData(1e-6, true)]
    public void A_rate_whose_steps_are_of_usual_size_is_not_too_low(double ratio, bool isFound)
    {
        SmallTraining small = SmallTrainings.Create("MLP");
        LearningRateSearch test = LearningRateFinder.Find(new Trainer(small.Model, small.Optimizer, small.Objective), small.Data, batchSize: small.BatchSize, cancel: TestContext.Current.CancellationToken);
        var training = new TrainingCase { RangeTest = test, LearningRate = test.Suggestion!.Value / 1000 };
        training.Samples.AddRange(Enumerable.Range(1, 5).Select(step => Sample(step, ratio)));
        Assert.Equal(isFound, Judge(training).Any(finding => finding.Id == "rate-too-low"));
    }

    /// <summary>200 rows of which 60 repeat the inputs of another, with targets that agree or not.</summary>
    private static Dataset Alike(bool agree) => PlantedData.Binary(
        (x, y) =>
        {
            for (int row = 0; row < 60; row++)
            {
                x.AsSpan(row * PlantedData.Columns, PlantedData.Columns).CopyTo(x.AsSpan((140 + row) * PlantedData.Columns));
                y[140 + row] = agree || row % 2 == 0 ? y[row] : 1 - y[row];
            }
        },
        rows: 200);

    private static EpochRecord Epoch(int epoch, double loss) => new(epoch, loss, null, new Dictionary<string, double>(), 1e-3, TimeSpan.Zero);

    private static Health Sample(int step, double ratio) => new()
    {
        Step = step,
        Epoch = step,
        Loss = 1,
        LearningRate = 1e-3,
        GradientNorm = 1,
        Layers = [new LayerHealth { Name = "0", Kind = "Linear", UpdateRatio = ratio }],
    };

    private static Examination Judge(TrainingCase training) => new(DoctorRules.OfTraining.SelectMany(rule => rule.Examine(training)));
}
