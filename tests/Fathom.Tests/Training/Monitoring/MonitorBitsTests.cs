using Fathom.Kernels;
using Fathom.Tests.Kernels;

namespace Fathom.Tests.Training.Monitoring;

/// <summary>A watched training is the same as one that nobody watches.</summary>
[Collection(AloneCollection.Name)]
public sealed class MonitorBitsTests : IDisposable
{
    private readonly int _threads = ForkJoin.Threads;

    public void Dispose() => ForkJoin.Threads = _threads;

    [Theory]
    [MemberData(nameof(SmallTrainings.Names), MemberType = typeof(SmallTrainings))]
    public void Watching_changes_no_bit(string name)
    {
        SmallTraining alone = SmallTrainings.Create(name), watched = SmallTrainings.Create(name);
        alone.Fit(epochs: 3);
        var monitor = new TrainingMonitor { Every = 2, Histograms = HistogramTiming.Always };
        watched.Fit(epochs: 3, monitor);
        Assert.Equal(alone.Hash(), watched.Hash());
        Assert.Equal([2, 4, 5, 6, 8, 10, 12, 14, 15], monitor.Samples.Select(sample => sample.Step));
    }

    [Theory]
    [MemberData(nameof(SmallTrainings.Names), MemberType = typeof(SmallTrainings))]
    public void Hooks_on_every_layer_change_no_bit(string name)
    {
        SmallTraining alone = SmallTrainings.Create(name), hooked = SmallTrainings.Create(name);
        alone.Fit(epochs: 2);
        int outputs = 0, gradients = 0;
        using (hooked.Model.Hook("*", (_, _) => outputs++))
        using (hooked.Model.HookGradient("*", (_, _) => gradients++))
            hooked.Fit(epochs: 2);
        Assert.Equal(alone.Hash(), hooked.Hash());
        Assert.True(outputs > gradients && gradients > 0);
    }

    [Theory]
    [MemberData(nameof(SmallTrainings.Names), MemberType = typeof(SmallTrainings))]
    public void What_is_measured_does_not_depend_on_threads(string name)
    {
        Health one = Last(1), three = Last(3);
        Assert.Equal((one.GradientNorm, one.Loss), (three.GradientNorm, three.Loss));
        Assert.Equal(one.Layers.Select(Text), three.Layers.Select(Text));

        Health Last(int threads)
        {
            ForkJoin.Threads = threads;
            var monitor = new TrainingMonitor();
            SmallTrainings.Create(name).Fit(epochs: 1, monitor);
            return monitor.Samples[^1];
        }

        static string Text(LayerHealth layer) => $"{layer} {string.Join(' ', layer.Activations?.Counts ?? [])} {string.Join(' ', layer.Weights?.Counts ?? [])} {string.Join(' ', layer.Gradients?.Counts ?? [])}"
            .Replace(typeof(Histogram).FullName!, "", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SmallTrainings.Names), MemberType = typeof(SmallTrainings))]
    public void A_step_that_is_not_sampled_allocates_nothing(string name)
    {
        ForkJoin.Threads = 2;
        var watch = new FlatMemoryTests.AllocationWatch();
        SmallTrainings.Create(name).Fit(epochs: 25, new TrainingMonitor { Every = int.MaxValue, Keeps = false }, watch);

        // The last step of an epoch is sampled.
        Assert.Equal(new long[SmallTrainings.Steps - 2], watch.Least[..^1]);
    }
}
