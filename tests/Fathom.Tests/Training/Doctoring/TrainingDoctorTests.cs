namespace Fathom.Tests.Training.Doctoring;

/// <summary>The doctor as a callback.</summary>
public sealed class TrainingDoctorTests
{
    [Theory]
    [InlineData("MLP")]
    [InlineData("CNN")]
    public void With_and_without_it_every_bit_of_a_training_is_the_same(string name)
    {
        SmallTraining alone = SmallTrainings.Create(name), watched = SmallTrainings.Create(name);
        alone.Fit(2);
        watched.Fit(2, new TrainingDoctor());
        Assert.Equal(alone.Hash(), watched.Hash());
    }

    [Fact]
    public void A_finding_is_said_once_when_it_appears()
    {
        var said = new List<Finding>();
        var model = new Linear(1, 1, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([64, 1]);
        var doctor = new TrainingDoctor(said.Add) { ExaminesFirst = false };
        new Trainer(model, new Sgd(model, 1.3), Objective.Regression) { Callbacks = [doctor], Rng = new Rng(1) }
            .Fit(new Dataset(x, (x * 2).Keep()), epochs: 3, batchSize: 16, cancel: TestContext.Current.CancellationToken);
        Assert.Single(said, finding => finding.Id == "divergence");
        Assert.Contains(doctor.Examine(), finding => finding.Id == "divergence");
    }
}
