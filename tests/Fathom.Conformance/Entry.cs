namespace Fathom.Conformance;

/// <summary>The command: arguments in, report out, exit code back.</summary>
internal static class Entry
{
    private const string Usage = """
        Compares Fathom with reference values: every case in double and in float.

          dotnet run -c Release --project tests/Fathom.Conformance -- DIR

        DIR holds ops.json, activations.json, losses.json, layers.json, optimizers.json, clipping.json, schedules.json,
        training.json, or some of them, in the format of tests/Fathom.Conformance/cases/README.md.
        Exit code: 0 nothing failed, 1 a case failed, 2 wrong use.
        """;

    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        if (arguments is ["--help" or "-h"])
        {
            output.WriteLine(Usage);
            return 0;
        }

        if (arguments is not [var folder])
        {
            error.WriteLine($"Expected one folder of reference files, got {arguments.Length} arguments. Try --help.");
            return 2;
        }

        try
        {
            Report report = Runner.Run(folder);
            report.Write(output);
            return report.Count(Outcome.Failed) == 0 ? 0 : 1;
        }
        catch (WrongUseException wrong)
        {
            error.WriteLine(wrong.Message);
            return 2;
        }
    }
}
