using System.CommandLine;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom show augment</c>: what augmentation makes of an image, as one sheet.</summary>
internal sealed class AugmentCommand : CliCommand
{
    private const int UsualCount = 11, MostCount = 99;
    private const int Seven = 7;

    private readonly Argument<string?> _image;
    private readonly Option<string?> _transforms, _count, _seed, _out;

    public AugmentCommand()
        : base("augment", "what does augmentation make of an image?")
    {
        _image = Word("IMAGE", "a PNG file; a handwritten digit when left out", optional: true);
        _transforms = Text("--transforms", "WORDS", $"what happens to it, in order, as shift,flip,rotate:30: {AugmentWords.Help}. {string.Join(',', AugmentWords.ForImages)} by default, {string.Join(',', AugmentWords.ForDigits)} for the digit");
        _count = Text("--count", "N", $"how many versions; {UsualCount} by default");
        _seed = Text("--seed", "N", "seed of everything random; 0 by default");
        _out = Text("--out", "FILE", "the sheet; the image's name with -augmented.png when left out");
    }

    public override string Words => "show augment";

    public override string Usage => $"{Words} [IMAGE] [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom show augment", "a handwritten digit and what becomes of it"),
        ("fathom show augment cat.png --transforms shift:4,flip,jitter", "the usual changes of photographs, as fathom train images --augment makes them"),
        ("fathom show augment cat.png --transforms cutout:12 --count 5 --out sheet.png", "one change alone"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        string? file = parsed.GetValue(_image);
        string shown = parsed.GetValue(_out) ?? $"{(file is null ? "digit" : Path.GetFileNameWithoutExtension(file))}-augmented.png";
        string path = OptionText.Picture("--out", shown, "sheet.png", shell, ".png")!;
        if (file is not null && Path.GetFullPath(path) == Path.GetFullPath(shell.Resolve(file)))
            throw new UsageException($"--out {shown} is the image itself. Name another file for the sheet.");
        int count = OptionText.Whole("--count", parsed.GetValue(_count), 1, MostCount) ?? UsualCount;
        ulong seed = OptionText.Seed("--seed", parsed.GetValue(_seed)) ?? 0;
        Tensor image = file is null ? Digit() : Read(file, shell);
        IReadOnlyList<string> words = parsed.GetValue(_transforms) is { } text ? AugmentWords.Read("--transforms", text) : file is null ? AugmentWords.ForDigits : AugmentWords.ForImages;
        IReadOnlyList<(string Word, Augmentation Change)> changes = [.. words.Zip(AugmentWords.Of(words, image.Shape))];
        Tensor versions = Versions(new Compose([.. changes.Select(change => change.Change)]), image, count, seed);
        var sheet = AugmentSheet.Of(versions);
        PngFile.Write(path, sheet.Image);
        Tell(shell, file, shown, image.Shape, changes, sheet, count, seed);
        if (parsed.GetValue(Json))
        {
            shell.Out.WriteLine(Fathom.Cli.Json.Line(new JsonObject
            {
                ["image"] = file,
                ["shape"] = new JsonArray([.. image.Shape.ToArray().Select(length => (JsonNode)length)]),
                ["transforms"] = Fathom.Cli.Json.Array(changes.Select(change => change.Change.ToString())),
                ["versions"] = count,
                ["seed"] = seed,
                ["sheet"] = shown,
            }));
        }

        return ExitCode.Done;
    }

    /// <summary>The image, then its versions: each has random numbers of its own, so that more versions do not change the first ones.</summary>
    private static Tensor Versions(Augmentation change, Tensor image, int count, ulong seed)
    {
        try
        {
            Tensor changed = change.ApplyRows(image.Reshape(image.Shape.Insert(0, 1)).Expand(image.Shape.Insert(0, count).ToArray()), new Rng(seed));
            return Tensor.Concat([image.Reshape(image.Shape.Insert(0, 1)), changed]);
        }
        catch (ShapeException fault)
        {
            throw new UsageException($"--transforms does not fit the image: {fault.Message}");
        }
    }

    private static Tensor Read(string file, Shell shell)
    {
        try
        {
            PngImage image = PngFile.Read(shell.Resolve(file));
            int channels = image.IsColour ? 3 : 1;
            return Tensor.From(Array.ConvertAll(image.ToPlanes(channels), value => value / 255f), [channels, image.Height, image.Width]);
        }
        catch (FileNotFoundException)
        {
            throw new UsageException($"there is no file {file}. Name a PNG file, or none for a handwritten digit.");
        }
    }

    /// <summary>A seven of the built-in digits, four times as large, so that it has pixels to turn and cut.</summary>
    private static Tensor Digit()
    {
        Dataset digits = Datasets.Digits();
        Tensor small = digits.X[Seven].Reshape(1, 8, 8) / 16;
        return new RandomResizedCrop(32, scale: (1, 1), ratio: (1, 1)).Apply(small, new Rng(0));
    }

    private static void Tell(Shell shell, string? file, string shown, Shape shape, IReadOnlyList<(string Word, Augmentation Change)> changes, AugmentSheet sheet, int count, ulong seed)
    {
        shell.Out.WriteLine($"{file ?? "a built-in digit"}: {(shape[0] == 1 ? "grey" : "colours")}, {shape[2]} × {shape[1]} pixels");
        var table = new TextTable("transform", "as") { MaxCellWidth = 200 };
        foreach ((string word, Augmentation change) in changes)
        {
            IReadOnlyList<string> lines = Paragraph.Wrap(change.ToString(), shell.Width - changes.Max(c => c.Word.Length) - "transform  ".Length);
            table.Add(word, lines[0]);
            foreach (string line in lines.Skip(1))
                table.Add("", line);
        }

        shell.Out.WriteLine(table);
        shell.Out.WriteLine($"\nsheet: {shown}, {sheet.Rows} × {sheet.Columns}, seed {seed}");
        for (int row = 0; row < sheet.Rows; row++)
            shell.Out.WriteLine("  " + string.Join("  ", Enumerable.Range(row * sheet.Columns, sheet.Columns).Where(i => i <= count).Select(i => i == 0 ? "the image" : $"{i}".PadLeft(row == 0 || sheet.Columns == 1 ? 2 : i % sheet.Columns == 0 ? "the image".Length : 2))));
    }
}
