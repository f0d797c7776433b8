using Fathom.Benchmarks;

namespace Fathom.Tests.Bench;

/// <summary>The arithmetic of scaling and of the machine's description; how fast anything is, no test asks.</summary>
public sealed class ScalingTests
{
    [Theory]
    [InlineData("gpt", 12, 128, 4, 3964)]           // as char-gpt's floor in the table of workloads
    [InlineData("mlp", 256, 1024, 1, 1089)]         // 2·256·1024·(2·1024 + 3·10)/10⁶: two products of the first layer, three of the last
    [InlineData("cnn", 1, 16, 2, 5.9)]              // 2·256·9·16²·5/10⁶ and next to nothing behind it
    public void Operations_are_counted_as_in_the_floors(string name, int batch, int width, int depth, double megaFlops)
    {
        ScalingNetwork network = ScalingNetwork.All.Single(network => network.Name == name);
        Assert.Equal(megaFlops, network.Operations(new ScalingSize(batch, width, depth)) / 1e6, megaFlops * 0.002);
    }

    [Fact]
    public void Every_series_doubles_and_holds_the_rest()
    {
        foreach (var (axis, sizes) in ScalingNetwork.All.SelectMany(network => network.Series))
        {
            Assert.True(sizes.Count >= 5);
            for (int i = 1; i < sizes.Count; i++)
            {
                Assert.Equal(2 * sizes[i - 1].Value, sizes[i].Value);
                ScalingSize now = sizes[i].Size, before = sizes[i - 1].Size;
                Assert.Equal(axis == "batch" ? 2 : 1, now.Batch / before.Batch);
                Assert.Equal(axis == "width" ? 2 : 1, now.Width / before.Width);
                Assert.Equal(axis == "depth" ? 2 : 1, now.Depth / before.Depth);
            }
        }
    }

    [Fact]
    public void Growth_is_judged_from_the_size_after_the_first_doubling()
    {
        var result = new ScalingResult("batch", [new(1, 1e6, 1), new(2, 2e6, 1), new(4, 4e6, 2), new(8, 8e6, 4.6)]);
        Assert.Equal(1.15, result.Worst, 1e-12);
        Assert.Equal(2, result.Points[0].Against(result.Base), 1e-12);
    }

    [Fact]
    public void A_machine_names_its_files_and_knows_which_cache_holds_what()
    {
        var machine = new Machine("Some (R) CPU @ 2.60GHz", 4, ["L1 48K", "L2 1024K", "L3 32768K"], 512, 250, ".NET", "an OS");
        Assert.Equal("some-r-cpu-260ghz-4-cores", machine.Slug);
        Assert.Equal(["L1", "L2", "L2", "L3", "memory"], ((double[])[48 << 10, 60 << 10, 1 << 20, 2 << 20, 33 << 20]).Select(bytes => machine.Level(bytes, 1)));
        Assert.Equal("L2", machine.Level(2 << 20, 2));
    }
}
