namespace Fathom.Benchmarks;

/// <summary>
/// Fathom, PyTorch and ONNX Runtime in turns, each workload in processes of its own: A B C, A B C, … Each side is judged by its best number of
/// threads, by the median over the rounds.
/// </summary>
internal sealed class CompareMeasurement : IMeasurement
{
    public string Name => "compare";

    public string About => "the same beside PyTorch and ONNX Runtime, in turns  [NAMES…] [--threads 1,2] [--rounds 3] [--save] [--to FOLDER] [--python PROGRAM] [--node PROGRAM] [--node-modules FOLDER]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        var given = new WorkloadArguments(arguments, "--threads", "--rounds", "--save!", "--to", "--python", "--node", "--node-modules");
        IReadOnlyList<Workload> chosen = WorkloadCatalogue.Named(given.Names);
        int rounds = given.Whole("--rounds", 3);
        string folder = given.Text("--to", ProjectFolder.Results);
        if (given.Has("--to") && !Directory.Exists(folder))
            throw new WrongUseException($"--to {folder}: there is no such folder.");

        var machine = Machine.Here();
        var torch = new TorchSide(given.Has("--python") ? given.Text("--python", "") : null, machine.Peak);
        using var onnx = new OnnxSide(given.Text("--node", "node"), given.Has("--node-modules") ? given.Text("--node-modules", "") : null, torch.Program);
        var report = new CompareReport(machine, [new FathomSide(), torch, onnx], rounds, DateOnly.FromDateTime(DateTime.Now), []);

        Console.WriteLine(machine);
        foreach (ISide side in report.Sides.Where(side => side.Note.Length > 0))
            Console.WriteLine(side.Note);
        Console.WriteLine(CompareReport.Legend);
        Console.WriteLine();
        Console.WriteLine(CompareReport.Line(CompareRow.Headings));
        foreach (Workload workload in chosen)
        {
            CompareRow row = Measure(workload, report.Sides, given.Threads, rounds);
            report.Rows.Add(row);
            Console.WriteLine(CompareReport.Line(row.Cells));
            for (int side = 0; side < report.Sides.Count; side++)
            {
                if (row.Sides[side].Failure is { } failure)
                    Console.WriteLine($"  {report.Sides[side].Name} did not run {workload.Name}: {failure}");
            }
        }

        if (given.Has("--save") || given.Has("--to"))
            Save(report, folder);
        Console.WriteLine(report.Mean());
    }

    private static CompareRow Measure(Workload workload, IReadOnlyList<ISide> sides, IReadOnlyList<int> threadCounts, int rounds)
    {
        SideTimes[] times = [.. sides.Select(_ => new SideTimes())];
        for (int round = 0; round < rounds; round++)
        {
            foreach (int threads in threadCounts)
            {
                for (int side = 0; side < sides.Count; side++)
                {
                    if (!sides[side].IsHere || !sides[side].Has(workload) || times[side].Failure is not null)
                        continue;
                    try
                    {
                        times[side].Add(threads, sides[side].Measure(workload, threads));
                    }
                    catch (SideFailedException failed)
                    {
                        times[side].Failure = failed.Message;
                    }
                }
            }
        }

        return new CompareRow(workload, times);
    }

    private static void Save(CompareReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        // A run of some workloads must not take the place of a run of all.
        string path = Path.Combine(folder, $"{report.Machine.Slug}-compare{(report.Rows.Count == WorkloadCatalogue.All.Count ? "" : "-part")}");
        AtomicFile.WriteAllText($"{path}.json", report.Json());
        AtomicFile.WriteAllText($"{path}.md", report.Markdown());
        Console.WriteLine($"saved {Path.GetFileName(path)}.md and .json in {Path.GetFileName(Path.GetFullPath(folder))}");
    }
}
