namespace Fathom.Tests.Training.Doctoring;

/// <summary>Every fault of training, planted and found by its name.</summary>
public sealed class TrainingRuleTests
{
    public static TheoryData<string> Ids => [.. DoctorRules.OfTraining.Select(rule => rule.Id)];

    [Fact]
    public void Every_rule_is_planted_and_nothing_else() =>
        Assert.Equal(DoctorRules.OfTraining.Select(rule => rule.Id).Order(), PlantedTrainings.All.Keys.Order());

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_planted_fault_is_the_first_or_second_finding(string id)
    {
        Examination found = PlantedTrainings.All[id]();
        Assert.True(found.Take(2).Any(finding => finding.Id == id), $"{id} is not among the first two of: {string.Join("\n", found)}");
        Finding finding = found.First(item => item.Id == id);
        Assert.All([finding.What, finding.Evidence, finding.Why, finding.Page, finding.Change, finding.Effect], text => Assert.NotEqual("", text));
        Assert.Contains(finding.Evidence, char.IsDigit);
        Assert.DoesNotContain("NaN ", finding.Evidence);
    }
}
