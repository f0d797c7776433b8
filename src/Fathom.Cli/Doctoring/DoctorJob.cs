namespace Fathom.Cli;

/// <summary>Examines a training that could follow, or a run.</summary>
internal static class DoctorJob
{
    // Of a column that is used; below, filling in costs little.
    private const double MuchMissing = 0.3;

    /// <summary>A table with the network and settings that <c>fathom train</c> would take.</summary>
    public static DoctorReport OfTable(TrainOptions options, TimeSpan time, bool allEpochs, Shell shell, DoctorView view, CancellationToken cancel)
    {
        TableJob job = TableJob.Prepare(options, shell, cancel);
        view.Begin(job.Source.Shown, job);
        CheckUp checkUp = CheckUpOf(job, time, allEpochs, view);
        Examination findings = checkUp.Run(cancel);
        return new DoctorReport(job.Source.Name, job.Task, job.Train.Count, job.Summary.Parameters, new Examination([.. OfColumns(job), .. findings]), checkUp.Unfinished)
        {
            Command = options.Data == TrainOptions.DefaultData ? "fathom train" : $"fathom train {RepeatCommand.Quoted(options.Data)}{(options.Target is { } target ? $" --target {RepeatCommand.Quoted(target)}" : "")}",
        };
    }

    /// <summary>A run of any kind, finished or not: its data, its network as it began, and what it recorded.</summary>
    public static DoctorReport OfRun(string path, TimeSpan time, Shell shell, DoctorView view, CancellationToken cancel)
    {
        SavedRun run = SavedRun.Open(path, shell);
        var record = RunRecord.Load(run.Path);
        TrainJob job = run.Prepare(shell, cancel);
        view.Begin($"{path} ({record.Name}, {Status(record)})", job);
        CheckUp checkUp = CheckUpOf(job, time, allEpochs: false, view, record);
        Examination findings = checkUp.Run(cancel);
        IEnumerable<Finding> columns = job is TableJob table ? OfColumns(table) : [];

        Finding[] all = [.. columns, .. findings];
        return new DoctorReport(path, job.Task, job.TrainData.Count, job.Summary.Parameters, new Examination(all.DistinctBy(finding => (finding.Id, finding.Place))), checkUp.Unfinished);
    }

    private static CheckUp CheckUpOf(TrainJob job, TimeSpan time, bool allEpochs, DoctorView view, RunRecord? record = null)
    {
        var usual = new CheckUp(job.Trainer([]), job.TrainData, job.ValidationData);
        return new CheckUp(job.Trainer([]), job.TrainData, job.ValidationData)
        {
            BatchSize = Math.Min(job.Settings.Batch, job.TrainData.Count),
            Time = time,
            Epochs = allEpochs ? job.Settings.Epochs : Math.Min(job.Settings.Epochs, usual.Epochs),
            Progress = view.Progress,
            Record = record,
        };
    }

    /// <summary>What reading the table showed: columns that were left out for good reasons, and columns full of holes.</summary>
    private static IEnumerable<Finding> OfColumns(TableJob job)
    {
        foreach (DroppedColumn column in job.Plan.Dropped)
        {
            string? id = column.Reason switch
            {
                DropReason.Giveaway => "leaking-column",
                DropReason.Identifier or DropReason.NearUnique => "identifier-column",
                DropReason.Constant => "constant-column",
                _ => null,
            };
            if (id is null)
                continue;
            bool leaks = column.Reason == DropReason.Giveaway;
            yield return Doctor.NewFinding(
                id,
                $"Column '{column.Name}' {(leaks ? "gives the target away" : column.Reason == DropReason.Constant ? "is constant" : "names or counts the rows")}; it is left out.",
                $"In {job.Source.Table.RowCount:N0} rows: {column.Text}",
                leaks ? $"Would you know it when you predict? If not, take it out of the file or --drop '{column.Name}'; if so, --keep '{column.Name}'." : $"Nothing, as it is left out already; --keep '{column.Name}' uses it all the same.",
                column.Name,
                leaks ? FindingWeight.Warning : FindingWeight.Note);
        }

        foreach (PlannedColumn planned in job.Plan.Columns)
        {
            if (job.Source.Table.Find(planned.Name) is { } column && column.Missing > MuchMissing * column.RowCount)
                yield return Doctor.NewFinding(
                    "missing-values",
                    $"Column '{planned.Name}' is mostly holes, which are filled in.",
                    $"{column.Missing:N0} of {column.RowCount:N0} cells are missing.",
                    $"Look why; leave it out with --drop '{planned.Name}' unless that a cell is missing says something itself.",
                    planned.Name,
                    FindingWeight.Warning);
        }
    }

    private static string Status(RunRecord record) => record.Status switch
    {
        RunStatus.Running => "running",
        RunStatus.Killed => "broken off",
        _ => record.EndReason ?? "not begun",
    };
}
