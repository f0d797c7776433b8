namespace Fathom.Cli;

/// <summary>Some images with their classes, and what each is called.</summary>
/// <param name="Rows">The images as bytes.</param>
/// <param name="Names">A name each: a file, or a number in its part.</param>
internal sealed record ImageSet(ImageRows Rows, Func<int, string> Names)
{
    public int Count => Rows.Count;

    public Shape Shape => Rows.XShape;

    /// <summary>Some of them, copied.</summary>
    /// <param name="rows">Their numbers.</param>
    /// <param name="relabel">Gives labels other numbers.</param>
    public ImageSet Pick(ReadOnlySpan<int> rows, Func<long, int>? relabel = null)
    {
        int[] numbers = rows.ToArray();
        int length = Shape.Length;
        byte[] pixels = new byte[(long)numbers.Length * length];
        long[] labels = new long[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            Rows.Pixels(numbers[i]).CopyTo(pixels.AsSpan(i * length));
            labels[i] = relabel?.Invoke(Rows.Labels[numbers[i]]) ?? Rows.Labels[numbers[i]];
        }

        return new ImageSet(new ImageRows(pixels, Shape, labels), row => Names(numbers[row]));
    }

    /// <summary>The same with another normalization.</summary>
    public ImageSet Normalize(ImageInput input) => this with { Rows = Rows.Normalize(input.Mean, input.Deviation) };

    /// <summary>Row numbers of a training, a validation and a test part, each class in proportion, in random order.</summary>
    public (int[] Train, int[] Validation, int[] Test) Split(double validation, double test, ulong seed, string name)
    {
        int[] all = [.. Enumerable.Range(0, Count)];
        if (validation == 0 && test == 0)
        {
            return (new Rng(seed).Fork("split").Permutation(Count), [], []);
        }

        // Row numbers are split as the rows of a data set would be: up to 2²⁴ they are exact as floats.
        var numbers = new Dataset(Tensor.From(Array.ConvertAll(all, row => (float)row), [Count, 1]), Tensor.From(Rows.Labels.ToArray()), name);
        DatasetSplit split = numbers.Split(validation, test, stratify: true, seed);
        return (Numbers(split.Train), validation == 0 ? [] : Numbers(split.Validation), test == 0 ? [] : Numbers(split.Test));

        static int[] Numbers(Dataset part) => Array.ConvertAll(part.X.ToArray<float>(), row => (int)row);
    }
}
