namespace Fathom.Tests.Training.Doctoring;

/// <summary>False alarms are defects: of healthy trainings the doctor says nothing that would have to change, at no moment.</summary>
public sealed class HealthyTrainingTests
{
    public static TheoryData<string> Names => [.. HealthyTrainings.All.Keys];

    [Fact]
    public void There_are_enough() => Assert.True(HealthyTrainings.All.Count >= 12);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_healthy_training_raises_no_alarm(string name)
    {
        var said = new List<Finding>();
        HealthyTrainings.All[name]([new TrainingDoctor(said.Add) { ExaminesFirst = false }]);
        Assert.True(said.TrueForAll(finding => finding.Weight == FindingWeight.Note), string.Join("\n", said.Where(finding => finding.Weight > FindingWeight.Note)));
    }
}
