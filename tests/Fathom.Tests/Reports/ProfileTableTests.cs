namespace Fathom.Tests.Reports;

public sealed class ProfileTableTests
{
    private static readonly Profile s_profile = new(
        [
            new(ProfileKind.Layer, "block.first", "Linear(784, 256)", [new("block.first", "Linear", "(64, 784)", [64, 256])
            {
                ForwardSeconds = 60e-6, BackwardSeconds = 15e-6, Work = 3e6, BytesMoved = 150_000, Calls = 2,
            }])
            {
                ForwardSeconds = 60e-6, BackwardSeconds = 15e-6, Work = 3e6, BytesMoved = 150_000, Calls = 2, Module = new Linear(1, 1),
            },
            new(ProfileKind.Loss, "", "loss", [new("", "CrossEntropy", "(64, 10)", []) { Kind = ProfileKind.Loss, ForwardSeconds = 25e-6, Calls = 1 }]) { ForwardSeconds = 25e-6, BytesAllocated = 1200 },
        ],
        new MachineSpeed(2, 1e11, 1e10, 4e-7))
    { BatchRows = 64, Steps = 7, StepSeconds = 98e-6, RecordingSeconds = 1.96e-6, ProfiledStepSeconds = 102e-6 };

    [Fact]
    public void Rows_have_times_shares_bars_and_rates()
    {
        string[] lines = ProfileTable.Layers(s_profile, 110).ToString().Split('\n');
        Assert.Equal(["layer", "forward", "µs", "backward", "share", "GFLOP/s", "of", "peak", "of", "memory", "moves", "heap"], Words(lines[0]));
        Assert.Equal(["block.first", "Linear", "60.0", "15.0", "75.0", "%", "██████", "40", "40", "%", "20", "%", "150", "kB", "0", "B"], Words(lines[2]));
        Assert.Equal(["loss", "25.0", "25.0", "%", "██", "1.2", "kB"], Words(lines[3]));
        Assert.Equal(["all", "85.0", "15.0", "100.0", "%", "30", "30", "%", "15", "%", "150", "kB", "1.2", "kB"], Words(lines[5]));
        Assert.Equal(6, lines.Length);
        Assert.Contains("Linear(784, 256)", ProfileTable.Layers(s_profile, 140).ToString(), StringComparison.Ordinal);

        static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(96)]
    [InlineData(140)]
    public void No_line_has_an_escape_code_and_lines_line_up(int width)
    {
        foreach (TextTable table in (TextTable[])[ProfileTable.Layers(s_profile, width), ProfileTable.Operations(s_profile, 30, width)])
        {
            string[] lines = table.ToString().Split('\n');
            Assert.DoesNotContain('\u001b', table.ToString());
            Assert.Single(lines.Where(line => !line.StartsWith("loss", StringComparison.Ordinal) && !line.StartsWith('─')).Select(line => line.Length).Distinct());
        }
    }

    [Fact]
    public void Operations_come_longest_first_with_their_shapes()
    {
        string[] lines = ProfileTable.Operations(s_profile, 1, 140).ToString().Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("block.first Linear (64, 784) ×2 ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Facts_say_how_well_rows_account_for_the_step_and_what_shares_refer_to()
    {
        string text = string.Join('\n', ProfileTable.Facts(s_profile));
        foreach (string part in (string[])
            ["training step on 64 rows: 98 µs", "rows add up to 100 µs (+2.0 % beside a step without recording)", "recording takes 2.0 % of a step", "2 threads: peak 100 GFLOP/s, memory 10 GB/s", "3 million operations a step, 31 % of the peak", "allocated on the heap 1.2 kB a step"])
            Assert.Contains(part, text, StringComparison.Ordinal);
    }
}
