namespace Fathom.Tests.Training.Doctoring;

public sealed class ExamineTests
{
    [Theory]
    [InlineData("MLP")]
    [InlineData("CNN")]
    [InlineData("LSTM")]
    [InlineData("GPT")]
    public void The_examination_leaves_no_trace(string kind)
    {
        SmallTraining one = SmallTrainings.Create(kind), other = SmallTrainings.Create(kind);
        one.Fit(epochs: 1);
        other.Fit(epochs: 1);
        foreach (SmallTraining training in new[] { one, other })
            training.Model.Descendants().Last().Module.Evaluate();
        (string hash, string streams) before = (one.Hash(), Streams(one.Model));

        Doctor.Examine(one.Model, one.Data, one.Objective, one.Optimizer, batchSize: one.BatchSize);

        Assert.Equal(before, (one.Hash(), Streams(one.Model)));
        Assert.Equal(other.Model.Descendants().Select(item => item.Module.IsTraining), one.Model.Descendants().Select(item => item.Module.IsTraining));
        one.Model.Train();
        other.Model.Train();
        one.Fit(epochs: 1);
        other.Fit(epochs: 1);
        Assert.Equal(other.Hash(), one.Hash());
    }

    [Fact]
    public void Layers_that_Parts_does_not_state_keep_no_gradient_of_it()
    {
        var model = new Hidden();

        Doctor.Examine(model, PlantedData.Classes(), Objective.MultiClass);

        Assert.True(model.First.Weight.Gradient.IsNone);
    }

    [Fact]
    public void The_same_training_gives_the_same_findings()
    {
        string Findings() => string.Join("\n", Plants.All["exploding: weights of deviation 1"]().Examine());

        Assert.Equal(Findings(), Findings());
    }

    [Fact]
    public void A_network_that_reads_numbers_in_forward_is_examined()
    {
        Examination found = Doctor.Examine(new Reads(), PlantedData.Classes(), Objective.MultiClass);

        Assert.True(found.IsHealthy, string.Join("\n", found));
    }

    [Fact]
    public void A_network_that_throws_is_a_finding_with_its_message()
    {
        Finding found = Plants.All["model-fails: forward throws"]().Examine()[0];

        Assert.Equal("model-fails", found.Id);
        Assert.Contains("the cable is loose", found.Evidence);
        Assert.Equal(FindingWeight.Error, found.Weight);
    }

    [Fact]
    public void Of_many_rows_some_are_looked_at_and_the_evidence_says_so()
    {
        const int rows = 60_000, columns = 50;
        Tensor x = new Rng(1).Normal([rows, columns]), y = new Rng(2).Normal([rows, 1]);
        for (int row = 0; row < rows; row++)
            x.AsSpan<float>()[(row * columns) + 7] = 3;

        Finding found = Assert.Single(Doctor.Examine(new Dataset(x, y), Objective.Regression));

        Assert.Equal("constant-column", found.Id);
        Assert.Equal("x7", found.Place);
        Assert.Matches(@"seen in 39,\d{3} of 60,000 rows", found.Evidence);
    }

    [Fact]
    public void A_known_fault_can_be_made_a_finding_elsewhere()
    {
        Finding found = Doctor.NewFinding("leaking-column", "The column 'paid' gives 'default' away.", "It is filled in in 3 rows.", "Leave it out.", "paid", FindingWeight.Note);

        Assert.Equal(("leaking-column", "K3", "paid", FindingWeight.Note), (found.Id, found.Page, found.Place, found.Weight));
        Assert.Contains("no-such-fault", Assert.Throws<ArgumentException>(() => Doctor.NewFinding("no-such-fault", "", "", "")).Message);
    }

    private static string Streams(Layer model) => string.Join(", ", model.Descendants().Select(item => item.Module).OfType<IRandom>().Select(module => module.Rng.ToString()));

    private sealed class Hidden : Layer
    {
        private readonly Linear _second = new(8, 3, rng: new Rng(2));

        public Linear First { get; } = new(PlantedData.Columns, 8, rng: new Rng(1));

        protected override IEnumerable<Part> Parts => [("second", _second)];

        public override Tensor Forward(Tensor x) => _second.Forward(First.Forward(x).ReLU());
    }

    private sealed class Reads : Layer
    {
        private readonly Sequential _body = Mlp.Create(PlantedData.Columns, [16], 3, rng: new Rng(1));

        protected override IEnumerable<Part> Parts => [("body", _body)];

        public override Tensor Forward(Tensor x) => x.GetElement(0) > 1e9 ? throw new InvalidOperationException("too large") : _body.Forward(x);
    }
}
