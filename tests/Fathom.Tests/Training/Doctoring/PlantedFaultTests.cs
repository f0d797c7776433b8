using Fathom.Tests.Architecture;

namespace Fathom.Tests.Training.Doctoring;

public sealed class PlantedFaultTests
{
    public static TheoryData<string> Names => [.. Plants.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_planted_fault_is_the_first_or_second_finding(string name)
    {
        Examination found = Plants.All[name]().Examine();

        string id = name[..name.IndexOf(':', StringComparison.Ordinal)];
        Assert.True(found.Take(2).Any(finding => finding.Id == id), $"{name}: {string.Join("\n", found)}");
        Finding finding = found.First(item => item.Id == id);
        Assert.All(new[] { finding.What, finding.Evidence, finding.Why, finding.Change, finding.Effect }, text => Assert.Matches(@"^\S.*[.)?]$", text));
        Assert.True(finding.Evidence.Any(char.IsDigit) || id is "unreadable-data" or "model-fails" or "label-range", finding.Evidence);
    }

    [Fact]
    public void Every_rule_of_data_and_networks_has_a_plant_and_the_faults_are_many()
    {
        string[] planted = [.. Plants.All.Keys.Select(name => name.Split(':')[0]).Distinct()];
        string[] rules = [.. DoctorRules.OfData.Select(rule => rule.Id), .. DoctorRules.OfModels.Select(rule => rule.Id)];

        Assert.Equal(rules.Order(), planted.Order());
        Assert.True(rules.Length >= 36, $"{rules.Length} rules");
        Assert.Equal(DoctorRules.All.Count(), DoctorRules.All.Select(rule => rule.Id).Distinct().Count());
        Assert.All(DoctorRules.All, rule => Assert.Matches("^[a-z]+(-[a-z]+)*$", rule.Id));
    }

    [Fact]
    public void Pages_are_rows_of_the_handbook()
    {
        string handbook = Repository.Read("docs/handbook.md");

        Assert.All(DoctorRules.All, rule => Assert.Contains($"| {rule.Page} |", handbook));
    }
}
