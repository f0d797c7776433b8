using System.Globalization;

namespace Fathom.Benchmarks;

/// <summary>Batches made from shuffled rows, beside a plain copy of as many bytes from as much memory, in turns. Bytes are those read and those written.</summary>
internal sealed class GatherMeasurement : IMeasurement
{
    /// <summary>Batches a timing, so that reading the clock costs nothing beside them.</summary>
    private const int Rounds = 64;

    public string Name => "gather";

    public string About => "batches of shuffled rows: GB/s beside a plain copy  [NAMES…]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        string[] names = arguments.ToArray(), known = [.. Sources().Select(source => source.Name)];
        if (names.Except(known).FirstOrDefault() is { } wrong)
            throw new WrongUseException($"There are no rows named \"{wrong}\". Known: {string.Join(", ", known.Select(name => $"\"{name}\""))}.");
        Console.WriteLine($"{"rows",-34} {"µs a batch",11} {"GB/s",7} {"of a plain copy",16}");
        foreach ((string name, Func<(RowSource, int)> make) in Sources())
        {
            if (names.Length > 0 && !names.Contains(name))
                continue;
            (RowSource source, int batch) = make();
            Measure(name, source, batch);
        }
    }

    private static (string Name, Func<(RowSource Source, int Batch)> Make)[] Sources()
    {
        return
        [
            ("table 30 floats b32", () => (Table(200_000, 30), 32)),
            ("table 30 floats b256", () => (Table(200_000, 30), 256)),
            ("wide 3072 floats b64", () => (Table(8_000, 3072), 64)),
            ("images 28×28 b64", () => (Images(60_000, [1, 28, 28]), 64)),
            ("images 3×32×32 b64", () => (Images(30_000, [3, 32, 32]), 64)),
            ("text windows b32 t64", () => (TokenWindows.Random(Tokens(1_000_000), 64, 15_000), 32)),
        ];
    }

    private static TensorRows Table(int rows, int width) => new(new Rng(1).Normal([rows, width]), Tensor.From<float>(new float[rows], [rows, 1]));

    private static ImageRows Images(int count, Shape shape)
    {
        byte[] pixels = new byte[count * shape.Length];
        new Random(1).NextBytes(pixels);
        return new ImageRows(pixels, shape, new long[count], [.. Enumerable.Repeat(0.1307, shape[0])], [.. Enumerable.Repeat(0.3081, shape[0])]);
    }

    private static long[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(i => (long)(i * 7919 % 65))];

    private static void Measure(string name, RowSource source, int batch)
    {
        Tensor x = Tensor.Empty(source.XShape.Insert(0, batch), source.XType), y = Tensor.Empty(source.YShape.Insert(0, batch), source.YType);
        int[] order = [.. Enumerable.Range(0, source.Count)];
        new Random(2).Shuffle(order);
        var rng = new Rng(3);
        int at = 0, read = source is ImageRows ? sizeof(byte) : source.XType.Size();
        int written = batch * ((source.XShape.Length * source.XType.Size()) + (source.YShape.Length * source.YType.Size()));
        int bytes = written + (batch * ((source.XShape.Length * read) + (source.YShape.Length * source.YType.Size())));
        Action work = () =>
        {
            at = at + batch > order.Length ? 0 : at;
            source.Fill(order.AsSpan(at, batch), x, y, rng);
            at += batch;
        };
        // As much memory to read from, half of the bytes read and half written.
        byte[] from = new byte[(long)source.Count * source.XShape.Length * read], to = new byte[Math.Min(bytes / 2, from.Length)];
        new Random(4).NextBytes(from);
        int place = 0;
        Action copy = () =>
        {
            place = place + to.Length > from.Length ? 0 : place;
            from.AsSpan(place, to.Length).CopyTo(to);
            place += to.Length;
        };
        Action many = () => Repeat(work), copies = () => Repeat(copy);
        double ratio = Clock.MedianRatio(many, copies), seconds = Clock.Best(many) / Rounds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34} {seconds * 1e6,11:F2} {bytes / seconds / 1e9,7:F1} {1 / ratio,16:P0}"));
    }

    private static void Repeat(Action work)
    {
        for (int i = 0; i < Rounds; i++)
            work();
    }
}
