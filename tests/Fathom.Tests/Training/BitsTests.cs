using Fathom.Kernels;
using Fathom.Tests.Kernels;

namespace Fathom.Tests.Training;

/// <summary>Fifty steps of the trainer leave the same bits at any number of threads: with dropout, normalization by the batch, augmentation, and batches made in the background where there is more than one thread.</summary>
[Collection(AloneCollection.Name)]
public sealed class BitsTests : IDisposable
{
    private readonly int _threads = ForkJoin.Threads;

    public void Dispose() => ForkJoin.Threads = _threads;

    [Theory]
    [MemberData(nameof(SmallTrainings.Names), MemberType = typeof(SmallTrainings))]
    public void Fifty_steps_leave_the_same_bits_at_1_2_3_4_and_8_threads(string name)
    {
        string one = After(name, threads: 1);
        Assert.NotEqual(SmallTrainings.Create(name).Hash(), one);
        foreach (int threads in (int[])[2, 3, 4, 8])
            Assert.True(one == After(name, threads), $"{name}: other bits at {threads} threads than at 1.");
    }

    private static string After(string name, int threads)
    {
        ForkJoin.Threads = threads;
        SmallTraining training = SmallTrainings.Create(name);
        training.Fit(epochs: 10);
        return training.Hash();
    }
}
