using Fathom.Cli;

namespace Fathom.Tests.Cli;

/// <summary>What a training shows on a terminal while it runs, what keys do, and that nothing is left over.</summary>
public sealed class LiveTrainingTests : IDisposable
{
    private readonly CliFolder _folder = new();
    private readonly StepClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_picture_shows_epoch_run_figures_speed_and_curve()
    {
        IReadOnlyList<string> seen = [];
        var screen = new TerminalScreen { Watch = now => seen = now.Visible.Any(line => line.Contains("best:")) && seen.Count == 0 ? now.Visible : seen };
        Assert.Equal(0, Run(screen, null, "train", "iris", "--epochs", "12", "--patience", "0", "--out", "run"));
        int at = seen.ToList().FindIndex(line => line.StartsWith("epoch ", StringComparison.Ordinal));
        Assert.Matches(@"^epoch +\d+/12  [█░]{20}  step \d/4", seen[at]);
        Assert.Matches(@"^run +[█░]{20}  \d+ %   .* gone, .* left at most$", seen[at + 1]);
        Assert.Matches(@"^loss \d.\d{4} \(epoch \d.\d{4}\)   validation \d.\d{4}   accuracy \d.\d{4}   best \d.\d{4} in epoch \d+$", seen[at + 2]);
        Assert.Matches(@"^rate 0.001   .* rows/s   waiting for data \d+ %$", seen[at + 3]);
        Assert.Contains("training", seen[at + 5]);
        Assert.Contains("validation", seen[at + 5]);
        Assert.Contains(seen, line => line.Contains("best: "));
    }

    [Fact]
    public void Nothing_of_the_picture_is_left_at_the_end()
    {
        var screen = new TerminalScreen();
        screen.Resize(200, 30);
        Assert.Equal(0, Run(screen, () => null, "train", "iris", "--epochs", "12", "--patience", "0", "--out", "run"));
        var plain = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, FathomApp.Run(["train", "iris", "--epochs", "12", "--patience", "0", "--out", "plain"], new Shell(plain, plain) { Folder = _folder.Path, Width = 89 }));
        Assert.Equal(Times(Comparable(plain.ToString().TrimEnd().Split('\n'))), Times(Comparable([.. screen.Lines])));

        // Without a terminal epochs stand in the text, and the folders differ.
        static IEnumerable<string> Comparable(IEnumerable<string> lines) => lines.Where(line => !(line.StartsWith("epoch", StringComparison.Ordinal) && !line.Contains("12/12")) && !line.Contains("model.safetensors") && !line.StartsWith("next:") && line.Length > 0 && !line.Contains('│') && !line.Contains('┤') && !line.Contains('┬') && !line.Contains("1 2"));

        static IEnumerable<string> Times(IEnumerable<string> lines) => lines.Select(line => line.Contains("Training took") ? line[..line.IndexOf("Training took", StringComparison.Ordinal)] : line.TrimEnd());
    }

    [Fact]
    public void There_are_ten_pictures_a_second_at_most()
    {
        var screen = new TerminalScreen();
        Run(screen, null, "train", "iris", "--epochs", "200", "--patience", "0", "--out", "run");
        Assert.True(screen.Redraws > 10);
        Assert.InRange(screen.Redraws, 1, (_clock.Elapsed.TotalSeconds * 10) + 2);
    }

    [Fact]
    public void A_key_stops_saves_and_judges()
    {
        int asked = 0;
        var screen = new TerminalScreen();
        Assert.Equal(130, Run(screen, () => ++asked == 50 ? 's' : null, "train", "iris", "--epochs", "100000", "--patience", "0", "--out", "run"));
        Assert.Contains(screen.Lines, line => line.StartsWith("Stopped by you in epoch", StringComparison.Ordinal));
        Assert.True(File.Exists(_folder.At("run/model.safetensors")));
        Assert.Contains(screen.Lines, line => line.StartsWith("Test: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_writes_a_checkpoint_and_training_goes_on()
    {
        int asked = 0;
        bool said = false, written = false;
        var screen = new TerminalScreen
        {
            Watch = now =>
            {
                said |= now.Visible.Any(line => line.StartsWith("a checkpoint is written after step", StringComparison.Ordinal));
                written |= Directory.Exists(_folder.At("run/checkpoints")) && Directory.GetFiles(_folder.At("run/checkpoints"), "step-*").Length > 0;
            },
        };
        Assert.Equal(0, Run(screen, () => ++asked == 20 ? 'c' : null, "train", "iris", "--epochs", "100", "--patience", "0", "--out", "run"));
        Assert.True(said && written);
    }

    [Fact]
    public void A_key_explains_the_keys()
    {
        int asked = 0;
        bool explained = false;
        var screen = new TerminalScreen { Watch = now => explained |= now.Visible.Any(line => line.StartsWith("s  stop after this step, save and judge (as Ctrl+C)", StringComparison.Ordinal)) };
        Run(screen, () => ++asked == 5 ? '?' : null, "train", "iris", "--epochs", "50", "--out", "run");
        Assert.True(explained);
    }

    [Theory]
    [InlineData(60, 40)]
    [InlineData(100, 9)]
    [InlineData(50, 5)]
    public void A_window_that_changes_does_no_harm(int columns, int rows)
    {
        int asked = 0;
        var screen = new TerminalScreen(columns: 100, rows: 40);
        (int, int) Size()
        {
            if (++asked == 8)
                screen.Resize(columns, rows);
            return (screen.Columns, screen.Rows);
        }

        int code = Run(screen, null, Size, "train", "iris", "--epochs", "60", "--patience", "0", "--out", "run");
        Assert.True(code == 0, string.Join('\n', screen.Lines));

        // What had left the screen when it became lower is beyond reach.
        if (rows == 40)
            Assert.DoesNotContain(screen.Lines, line => line.Contains("left at most") || line.Contains("rows/s"));
        Assert.Single(screen.Lines, line => line.StartsWith("epoch 60/60", StringComparison.Ordinal));
    }

    [Fact]
    public void A_training_that_fails_takes_its_picture_away()
    {
        var screen = new TerminalScreen();
        var error = new StringWriter();
        Assert.Equal(1, FathomApp.Run(["train", _folder.WriteValues(), "--target", "price", "--optimizer", "sgd", "--lr", "1e20", "--out", "run"], Shell(screen, error, null, () => (90, 30))));
        Assert.DoesNotContain(screen.Lines, line => line.Contains("left at most") || line.Contains("rows/s"));
        Assert.Contains("It happened in epoch 1, step", error.ToString());
    }

    [Fact]
    public void A_finding_of_the_doctor_stands_above_the_picture()
    {
        var screen = new TerminalScreen();
        screen.Resize(90, 60);
        Assert.Equal(1, Run(screen, null, "train", "digits", "--doctor", "--lr", "3", "--optimizer", "sgd", "--epochs", "12", "--patience", "0", "--out", "run"));
        int at = screen.Lines.ToList().FindIndex(line => line.StartsWith("error divergence: The loss grows instead of falling.", StringComparison.Ordinal));
        Assert.True(at >= 0, string.Join('\n', screen.Lines));
        Assert.StartsWith("    seen by  ", screen.Lines[at + 1]);
        Assert.DoesNotContain(screen.Lines, line => line.Contains("left at most") || line.Contains("rows/s") || line.Contains("░"));
    }

    [Fact]
    public void Time_left_and_speed_of_a_training_that_goes_on_are_those_of_the_steps_since()
    {
        Layer model = new Linear(2, 1, rng: new Rng(1));
        var data = new Dataset(Tensor.Zeros([80, 2]).Keep(), Tensor.Zeros([80, 1]).Keep());
        var state = new TrainingState(model, new Sgd(model), Objective.Regression, epochs: 100, stepsPerEpoch: 10) { TrainData = data, ValidationData = null, Epoch = 50, Step = 5, DataWait = TimeSpan.FromSeconds(60) };
        var picture = new LivePicture("loss", "loss") { Earlier = EarlierPart.Of(state) };
        (state.Step, state.BatchRows, state.DataWait) = (7, 8, TimeSpan.FromSeconds(61));
        TimeSpan two = TimeSpan.FromSeconds(2);
        IReadOnlyList<string> lines = picture.Lines(state, two, two, 100, 10, hasKeys: false);
        Assert.EndsWith($"   {Display.Duration(TimeSpan.FromSeconds(3))} left", lines[0]);
        Assert.EndsWith($", {Display.Duration(TimeSpan.FromSeconds(503))} left at most", lines[1]);
        Assert.Contains("   8 rows/s   waiting for data 50 %", lines[3]);
    }

    [Fact]
    public void Without_a_terminal_there_is_not_one_escape_byte()
    {
        CliRun run = _folder.Run("train", "iris", "--epochs", "20", "--out", "run").Expect(0);
        Assert.DoesNotContain('\u001b', run.Out + run.Error);
        Assert.DoesNotContain('\r', run.Out);
        Assert.Equal(10, run.Out.Split('\n').Count(line => line.StartsWith("epoch", StringComparison.Ordinal) && line.Contains("loss")) - 1);
    }

    [Fact]
    public void The_summary_says_what_was_best_when()
    {
        CliRun run = _folder.Run("train", "iris", "--epochs", "20", "--patience", "0", "--out", "run").Expect(0);
        string[] lines = run.Out.Split('\n');
        int head = Array.FindIndex(lines, line => line.StartsWith("figure", StringComparison.Ordinal));
        Assert.Matches(@"^figure +best +epoch +last$", lines[head].TrimEnd());
        Assert.Matches(@"^training loss +\d\.\d{4} +\d+ +\d\.\d{4}$", lines[head + 2].TrimEnd());
        Assert.Matches(@"^validation loss +\d\.\d{4} +\d+ +\d\.\d{4}$", lines[head + 3].TrimEnd());
        Assert.Matches(@"^validation accuracy +\d\.\d{4} +\d+ +\d\.\d{4}$", lines[head + 4].TrimEnd());
    }

    private int Run(TerminalScreen screen, Func<char?>? keys, params string[] words) => Run(screen, keys, () => (screen.Columns, screen.Rows), words);

    private int Run(TerminalScreen screen, Func<char?>? keys, Func<(int, int)> size, params string[] words) =>
        FathomApp.Run(words, Shell(screen, screen, keys, size));

    private Shell Shell(TextWriter screen, TextWriter error, Func<char?>? keys, Func<(int, int)> size) => new(screen, error)
    {
        Folder = _folder.Path,
        IsLive = true,
        Width = 89,
        Measure = size,
        Clock = _clock,
        ReadKeys = keys is null ? null : () => keys,
    };

    /// <summary>Goes on by 7 ms whenever it is asked.</summary>
    private sealed class StepClock : TimeProvider
    {
        public TimeSpan Elapsed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (Elapsed += TimeSpan.FromMilliseconds(7)).Ticks;
    }
}
