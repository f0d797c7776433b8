using Fathom.Handbook;
using Fathom.Kernels;
using Fathom.Tests.Kernels;

namespace Fathom.Tests.Handbook;

/// <summary>An experiment is a function of its options and seed: of nothing that the process holds. Alone, because these tests change what it holds.</summary>
[Collection(AloneCollection.Name)]
public sealed class ExperimentPurityTests
{
    public static TheoryData<string> Names => ExperimentTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_depends_on_nothing_around_it_and_leaves_nothing(string name)
    {
        string alone = ExperimentTests.Bits(Experiments.Find(name)!.Run());
        Rng before = Rng.Default;
        int threads = ForkJoin.Threads;
        try
        {
            Rng.Default = new Rng(123);
            ForkJoin.Threads = threads == 1 ? 3 : 1;
            using (Tape.NoGradients())
                Assert.Equal(alone, ExperimentTests.Bits(Experiments.Find(name)!.Run()));
            Assert.Equal(0UL, Rng.Default.Counter);
        }
        finally
        {
            Rng.Default = before;
            ForkJoin.Threads = threads;
        }
    }
}
