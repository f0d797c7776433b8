namespace Fathom.Tests.Training.Doctoring;

public sealed class HealthyTests
{
    private const int Seeds = 3;

    public static TheoryData<string> Names => [.. Healthy.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_found_in_a_healthy_training(string name)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            Examination found = Healthy.All[name](seed).Examine();

            Assert.True(found.IsHealthy, $"{name}, seed {seed}: {string.Join("\n", found)}");
        }
    }

    [Fact]
    public void Healthy_trainings_are_at_least_twelve() => Assert.True(Healthy.All.Count >= 12);
}
