using Fathom.Conformance;

const string Usage = """
    Compares Fathom with reference values: every case in double and in float.

      dotnet run -c Release --project tests/Fathom.Conformance -- DIR

    DIR holds ops.json, activations.json, losses.json, layers.json, optimizers.json, clipping.json, schedules.json,
    training.json, or some of them, in the format of tests/Fathom.Conformance/cases/README.md.
    Exit code: 0 nothing failed, 1 a case failed, 2 wrong use.
    """;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(Usage);
    return 0;
}

if (args is not [var folder])
{
    Console.Error.WriteLine($"Expected one folder of reference files, got {args.Length} arguments. Try --help.");
    return 2;
}

try
{
    Report report = Runner.Run(folder);
    report.Write(Console.Out);
    return report.Count(Outcome.Failed) == 0 ? 0 : 1;
}
catch (WrongUseException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}
