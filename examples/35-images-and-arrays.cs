#:project ../src/Fathom/Fathom.csproj

// Pictures and arrays from files: PNG, IDX, NPY, and a folder of images to train on. Run with: dotnet run examples/35-images-and-arrays.cs

using Fathom;

string folder = Path.Combine(Path.GetTempPath(), $"fathom-images-{Guid.NewGuid():N}");
Directory.CreateDirectory(folder);
try
{
    // A picture is bytes: written as PNG, and read back as it was.
    var square = new PngImage(width: 4, height: 2, channels: 3, [.. Enumerable.Range(0, 24).Select(i => (byte)(i * 10))]);
    PngFile.Write(Path.Combine(folder, "square.png"), square);
    PngImage read = PngFile.Read(Path.Combine(folder, "square.png"));
    Console.WriteLine($"square.png: {read}, the same bytes: {read.Pixels.SequenceEqual(square.Pixels)}");

    // A tensor goes to NumPy and comes back.
    Tensor weight = new Rng(1).Normal([2, 3]);
    NpyFile.Write(Path.Combine(folder, "weight.npy"), weight.ToNumberArray());
    Console.WriteLine($"weight.npy: {NpyFile.Read(Path.Combine(folder, "weight.npy"))}\n{NpyFile.Read(Path.Combine(folder, "weight.npy")).ToTensor()}");

    // Several arrays with names; and the format of MNIST.
    NpzFile.Write(Path.Combine(folder, "arrays.npz"), [new("a", NumberArray.From([1f, 2, 3])), new("b", NumberArray.From([1L, 2], 2, 1))], compress: true);
    Console.WriteLine($"arrays.npz: {string.Join("; ", NpzFile.Read(Path.Combine(folder, "arrays.npz")).Select(array => $"{array.Key} {array.Value}"))}");
    IdxFile.Write(Path.Combine(folder, "labels-idx1-ubyte.gz"), NumberArray.From<byte>([7, 2, 1]));
    Console.WriteLine($"labels-idx1-ubyte.gz: {IdxFile.Read(Path.Combine(folder, "labels-idx1-ubyte.gz"))}");

    // One folder a class: stripes that lie and stripes that stand, with noise.
    var rng = new Rng(2);
    foreach (string kind in new[] { "lying", "standing" })
    {
        Directory.CreateDirectory(Path.Combine(folder, "stripes", kind));
        for (int n = 0; n < 60; n++)
        {
            byte[] pixels = new byte[8 * 8];
            int shift = (int)(rng.NextDouble() * 4);
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)((((kind == "lying" ? i / 8 : i % 8) + shift) / 2 % 2 * 160) + (rng.NextDouble() * 90));
            PngFile.Write(Path.Combine(folder, "stripes", kind, $"{n:D2}.png"), new PngImage(8, 8, 1, pixels));
        }
    }

    Dataset stripes = ImageFolder.Read(Path.Combine(folder, "stripes"));
    Console.WriteLine(stripes);
    var (train, test) = stripes.Split(test: 0.25, stratify: true, seed: 1);

    var model = new Sequential(new Flatten(), new Linear(64, 16, rng: new Rng(3)), new ReLU(), new Linear(16, 2, rng: new Rng(4)));
    var trainer = new Trainer(model, new Adam(model, lr: 0.01), Objective.MultiClass) { Rng = new Rng(5) };
    trainer.Fit(train, epochs: 15, batchSize: 16);
    Console.WriteLine($"accuracy on {test.Count} pictures not seen: {trainer.Evaluate(test).Metrics["accuracy"]:P0}");

    // MNIST by name: from a folder, the cache, or downloaded once.
    // var (digits, digitsTest) = Datasets.Mnist();
}
finally
{
    Directory.Delete(folder, recursive: true);
}

/* prints:
square.png: 4×2 RGB, the same bytes: True
weight.npy: Float32 (2, 3)
[[0.3804, -0.29628, -0.24923],
 [-1.0038, 0.62695, -0.63398]] Float32 (2, 3)
arrays.npz: a Float32 (3,); b Int64 (2, 1)
labels-idx1-ubyte.gz: UInt8 (3,)
stripes: X (120, 1, 8, 8), Y (120,), classes lying, standing
accuracy on 30 pictures not seen: 100 %
*/
