namespace Fathom.Tests.Handbook;

/// <summary>K2, K5: data from files, and batches made in the background.</summary>
public sealed class K_Files
{
    private static readonly string s_mnist = Architecture.Repository.Full("tests/Fathom.Tests/Data/mnist");
    private static readonly Lazy<Dataset> s_digits = new(() => Datasets.Idx(Path.Combine(s_mnist, "t10k-images-idx3-ubyte.gz"), Path.Combine(s_mnist, "t10k-labels-idx1-ubyte.gz")));

    /// <summary>The published first labels and class counts of the first thousand test images.</summary>
    [Fact]
    public void K2_the_first_thousand_test_images_of_MNIST_have_their_labels()
    {
        Assert.Equal([7L, 2, 1, 0, 4, 1, 4, 9, 5, 9], s_digits.Value.Y.ToArray<long>()[..10]);
        Assert.Equal([85, 126, 116, 107, 110, 87, 87, 99, 89, 94], Enumerable.Range(0, 10).Select(digit => s_digits.Value.Y.ToArray<long>().Count(label => label == digit)));
    }

    [Fact]
    public void K2_images_from_IDX_PNG_folders_NPY_and_NPZ_are_the_same_numbers()
    {
        using var folder = new TemporaryFolder();
        Dataset digits = s_digits.Value[..100];
        var images = (ImageRows)s_digits.Value.Source;
        for (int row = 0; row < 100; row++)
            folder.Write($"png/{images.Labels[row]}/{row:D3}.png", PngFile.Encode(PngImage.FromPlanes(images.Pixels(row), 1, 28, 28)));
        Dataset pictures = ImageFolder.Read(folder.At("png"), cancel: TestContext.Current.CancellationToken);
        int[] byClass = [.. Enumerable.Range(0, 100).OrderBy(row => images.Labels[row])];
        Assert.Equal(digits.Subset(byClass).X.ToArray<float>(), pictures.X.ToArray<float>());
        Assert.Equal(digits.Subset(byClass).Y.ToArray<long>(), pictures.Y.ToArray<long>());

        NpyFile.Write(folder.At("x.npy"), digits.X.ToNumberArray());
        NpzFile.Write(folder.At("both.npz"), [new("x", digits.X.ToNumberArray()), new("y", digits.Y.ToNumberArray())], compress: true);
        Assert.Equal(digits.X.ToArray<float>(), NpyFile.Read(folder.At("x.npy")).ToTensor().ToArray<float>());
        NpzFile both = NpzFile.Read(folder.At("both.npz"));
        var again = new Dataset(both["x"].ToTensor(), both["y"].ToTensor(), classNames: digits.ClassNames);
        Assert.Equal((digits.X.Shape, digits.Y.Shape), (again.X.Shape, again.Y.Shape));
        Assert.Equal(digits.Y.ToArray<long>(), again.Y.ToArray<long>());
    }

    [Fact]
    public void K2_text_by_character_is_numbers_in_the_order_of_characters_and_back()
    {
        const string text = "First Citizen:\nBefore we proceed any further, hear me speak.\n";
        CharacterVocabulary vocabulary = CharacterVocabulary.Of(text);
        Assert.Equal(string.Concat(text.Distinct().Order()), vocabulary.Characters);
        Assert.Equal(text, vocabulary.Decode(vocabulary.Encode(text)));
        Assert.Contains("'z' (U+007A)", Assert.Throws<DatasetException>(() => CharacterVocabulary.Of("a").Encode("z")).Message);
    }

    /// <summary>Images are learned from as bytes: nothing holds all of them as floats.</summary>
    [Fact]
    public void K2_a_set_of_images_takes_a_byte_a_pixel()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Dataset digits = Datasets.Idx(Path.Combine(s_mnist, "t10k-images-idx3-ubyte.gz"), Path.Combine(s_mnist, "t10k-labels-idx1-ubyte.gz"), mean: [0.1307], deviation: [0.3081]);
        var model = new Sequential(new Flatten(), new Linear(784, 10, rng: new Rng(1)));
        new Trainer(model, new Sgd(model, lr: 0.01), Objective.MultiClass) { Rng = new Rng(2) }.Fit(digits, epochs: 1, batchSize: 100, cancel: TestContext.Current.CancellationToken);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 784_000, 2 * 784_000 + (1 << 20));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void K5_batches_made_in_the_background_have_the_same_order_and_bits(int batch)
    {
        Dataset digits = s_digits.Value[..200];
        var (a, b) = (new Rng(7), new Rng(7));
        for (int epoch = 0; epoch < 2; epoch++)
            Assert.Equal(Epoch(a, ahead: false), Epoch(b, ahead: true));

        float[] Epoch(Rng rng, bool ahead)
        {
            var values = new List<float>();
            foreach (var (x, y) in digits.Steps(batch, shuffle: true, rng: rng, prefetch: ahead))
            {
                values.AddRange(x.ToArray<float>());
                values.AddRange(y.ToArray<long>().Select(label => (float)label));
            }

            return [.. values];
        }
    }
}
