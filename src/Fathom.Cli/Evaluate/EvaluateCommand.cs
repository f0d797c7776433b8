using System.CommandLine;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom evaluate</c>: how good a trained model is on rows whose answers are known.</summary>
internal sealed class EvaluateCommand : CliCommand
{
    private readonly Argument<string?> _model, _file;
    private readonly Option<string?> _target, _data, _delimiter;

    public EvaluateCommand()
        : base("evaluate", "judge a trained model by rows or images whose answers are known, by a text or a series")
    {
        _model = Word("MODEL_OR_RUN", "a run directory, such as runs/latest, or a model file");
        _file = Word("FILE", "a CSV file with the columns the model was trained on, and the target. For images: a set by name, whose test part is taken, or a folder with a folder of PNG images for each class; what the model was trained on when left out. Of a text, another one, or the held-out end of a built-in one when left out. Of a series, a file with later values; its last ones are forecast", optional: true);
        _target = Text("--target", "COLUMN", "the column with the right answers, several between commas in the order of training; named as in training when left out");
        _data = Text("--data", "DIR", "of a set of images: the folder of its IDX files");
        _delimiter = Text("--delimiter", "CHAR", "what stands between the fields of FILE; found by itself");
    }

    public override string Usage => "evaluate MODEL_OR_RUN [FILE] [--target COLUMN]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom evaluate runs/latest test.csv", "the figures of training, for other rows"),
        ("fathom evaluate runs/latest test.csv --target label --json", "another name for the target; a line for programs"),
        ("fathom evaluate runs/latest mnist --data mnist", "a model of images, by the set's test part"),
        ("fathom evaluate runs/latest another.txt", "a model of a text, by another one"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        string shown = parsed.GetValue(_model)!;
        if (parsed.GetValue(_file) is null && !IsModel(shown, shell))
            throw NeedsFile();
        string path = TrainedModel.FindFile(shown, shell);
        var loaded = ModelFile.Load(path);
        if (ImageModel.Of(path, loaded) is { } images)
            return new ImageEvaluation(images, shown, [.. Given(parsed, _target, _delimiter)]).Run(parsed.GetValue(_file), parsed.GetValue(_data), parsed.GetValue(Json), shell);
        if (TextModel.Of(path, loaded) is { } text)
        {
            RefuseOthers("a text", shown, Given(parsed, _target, _data, _delimiter));
            return new TextEvaluation(text, shown).Run(parsed.GetValue(_file), parsed.GetValue(Json), shell);
        }

        if (SeriesModel.Of(loaded, path) is { } series)
        {
            RefuseOthers("a series", shown, Given(parsed, _target, _data, _delimiter));
            return new SeriesEvaluation(series, loaded, path, shown).Run(parsed.GetValue(_file), parsed.GetValue(Json), shell);
        }

        TrainedModel model = TrainedModel.Of(path, loaded);
        if (parsed.GetValue(_data) is not null)
            throw new UsageException($"--data is for sets of images, but {shown} was trained on something else. Leave it out.");
        string file = parsed.GetValue(_file) ?? throw NeedsFile();
        var options = new CsvOptions { Delimiter = OptionText.Delimiter("--delimiter", parsed.GetValue(_delimiter)) };
        Table table = Read(model.Preprocessor, shell.Resolve(file), parsed.GetValue(_target), options);
        int[] withTarget = model.Preprocessor.RowsWithTarget(table);
        var notices = new List<Notice>(table.Notices);
        if (withTarget.Length < table.RowCount)
            notices.Add(model.Preprocessor.LeftOut(table.RowCount - withTarget.Length));
        TableRows rows = TableRows.Of(model.Preprocessor, table, withTarget, file, notices);
        Judgement judgement = Judgement.Of(model.File.Model, model.File.Objective, rows, model.Preprocessor);

        shell.Out.WriteLine($"{file}: {rows.Count:N0} rows judged by {shown}");
        foreach (Notice notice in notices)
            shell.Out.WriteLine(notice.Kind == NoticeKind.Warning ? notice.ToString() : $"note: {notice.Text}");
        shell.Out.WriteLine();
        JudgementView.Write(shell.Out, judgement);
        if (parsed.GetValue(Json))
        {
            shell.Out.WriteLine(Fathom.Cli.Json.Line(new JsonObject
            {
                ["task"] = model.Task,
                ["dataset"] = Path.GetFileName(file),
                ["rows"] = rows.Count,
                ["parameters"] = model.Summary.Parameters,
                ["test"] = judgement.ToJson(),
                ["model"] = shown,
            }));
        }

        return ExitCode.Done;
    }

    private static void RefuseOthers(string trainedOn, string shown, IEnumerable<string> given)
    {
        if (given.FirstOrDefault() is { } option)
            throw new UsageException($"{option} is for {(option == "--data" ? "sets of images" : "tables")}, but {shown} was trained on {trainedOn}. Leave it out.");
    }

    /// <summary>Reads the table; targets of other names are read under those the model knows.</summary>
    private static Table Read(TablePreprocessor preprocessor, string path, string? target, CsvOptions options)
    {
        Table table = preprocessor.ReadCsv(path, options);
        string[] known = [.. preprocessor.Targets.Select(one => one.Name)];
        if (target is null)
            return table;
        IReadOnlyList<string> given = known.Length == 1 && table.Find(target) is not null ? [target] : OptionText.Names("--target", [target]);
        if (given.SequenceEqual(known))
            return table;
        if (given.Count != known.Length)
            throw new UsageException($"--target names {given.Count} columns, but the model predicts {known.Length}: {string.Join(", ", known)}. Name as many, in that order; a name that holds a comma stands in double quotes.");
        TableColumn[] columns = [.. given.Select(name => table[name])];
        if (columns.FirstOrDefault(column => preprocessor.ColumnNames.Contains(column.Name)) is { } input)
            throw new UsageException($"--target '{input.Name}' is an input of the model, which predicts '{preprocessor.Target}'. Name the column that holds the right answers.");
        if (columns.Distinct().Count() < columns.Length)
            throw new UsageException($"--target '{target}' names a column twice; name each once.");

        // A column that already has a target's name holds something else then, and must give the name up.
        string[] names = [.. table.Columns.Select(c => Array.IndexOf(columns, c) is >= 0 and var place ? known[place] : known.Contains(c.Name) ? $"{c.Name} (not the target)" : c.Name)];
        return Table.ReadCsv(path, preprocessor.ReadOptions(options) with { ColumnNames = names });
    }
}
