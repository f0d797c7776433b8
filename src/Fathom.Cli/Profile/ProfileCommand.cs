using System.CommandLine;
using Fathom.Kernels;

namespace Fathom.Cli;

/// <summary><c>fathom profile</c>: where the time of a step goes, layer by layer, beside what this machine can do. Changes and saves nothing.</summary>
internal sealed class ProfileCommand : CliCommand
{
    private const int MostSteps = 100_000, MostRows = 1 << 20, MostDepth = 100;

    /// <summary>Columns where the output is no terminal.</summary>
    private const int FileWidth = 120;

    /// <summary>Rows to draw batches from: enough that they do not all lie in a cache.</summary>
    private const int Pool = 1024;

    private readonly Argument<string?> _model;
    private readonly Option<string?> _batch, _threads, _steps, _depth, _input;
    private readonly Option<bool> _operations, _inference;

    public ProfileCommand()
        : base("profile", "where the time of a training step goes, layer by layer, and what would help")
    {
        _model = Word("MODEL_OR_RUN", $"a run directory, such as runs/latest, or a model file; or a ready network: {string.Join(", ", ProfileSubject.Names)}");
        _batch = Text("--batch", "ROWS", "rows of a step; as in its training when left out");
        _threads = Text("--threads", "N", "threads to work with; one for each processor when left out");
        _steps = Text("--steps", "N", "steps to time; about two seconds' worth when left out");
        _operations = Flag("--operations", "list single operations, too, the longest first");
        _depth = Text("--depth", "N", "add up layers below so many parts of a path: 1 makes layer1 of layer1.0.conv1");
        _inference = Flag("--inference", "forward alone, as in prediction");
        _input = Text("--input", "3,32,32", "the shape of one row, where a model does not tell");
    }

    public override string Usage => "profile MODEL_OR_RUN [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom profile runs/latest", "a trained network with its own batch"),
        ("fathom profile runs/latest --batch 256 --threads 1", "with another batch, on one thread"),
        ("fathom profile resnet20 --depth 2", "a ready network, blocks added up"),
        ("fathom profile model.safetensors --operations --json", "operation by operation; a line for programs"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        int? batch = OptionText.Whole("--batch", parsed.GetValue(_batch), 1, MostRows), steps = OptionText.Whole("--steps", parsed.GetValue(_steps), 1, MostSteps);
        int? depth = OptionText.Whole("--depth", parsed.GetValue(_depth), 1, MostDepth), threads = OptionText.Whole("--threads", parsed.GetValue(_threads), 1, RunOptions.MostThreads);
        IReadOnlyList<int>? input = OptionText.Sizes("--input", parsed.GetValue(_input));
        ProfileSubject subject = ProfileSubject.Of(parsed.GetValue(_model)!, input, shell);
        using Interrupts interrupts = shell.CatchInterrupts();
        int before = ForkJoin.Threads;
        ForkJoin.Threads = threads ?? Math.Min(RunOptions.MostThreads, Environment.ProcessorCount);
        try
        {
            Profile profile = Measure(subject, batch ?? subject.Batch, steps, training: !parsed.GetValue(_inference), interrupts.Token);
            var view = new ProfileView(subject, profile, depth);
            view.Write(shell, shell.IsLive ? shell.Width : FileWidth, parsed.GetValue(_operations));
            if (parsed.GetValue(Json))
                shell.Out.WriteLine(Fathom.Cli.Json.Line(view.ToJson(parsed.GetValue(_operations))));
        }
        finally
        {
            ForkJoin.Threads = before;
        }

        return ExitCode.Done;
    }

    private static Profile Measure(ProfileSubject subject, int batch, int? steps, bool training, CancellationToken cancel)
    {
        try
        {
            return Profiler.Run(
                subject.Model, subject.Objective, subject.Rows(Math.Max(batch, Math.Min(Pool, 4 * batch))), batch, steps,
                training && subject.Model.ParameterCount > 0 ? StandardOptimizers.Create(subject.Optimizer, subject.Model) : null, training, machine: null, cancel);
        }
        catch (Exception fault) when (fault is ShapeException or OverflowException or ArgumentException)
        {
            throw new UsageException($"{subject.Name} cannot be profiled with batches of {Plural.Of(batch, "row")}: {fault.Message.TrimEnd('.')}. Try another --batch{(training ? ", or --inference" : "")}.");
        }
    }
}
