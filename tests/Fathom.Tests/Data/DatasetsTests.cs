using System.Text;

namespace Fathom.Tests.Data;

public sealed class DatasetsTests
{
    // from sklearn.datasets import load_breast_cancer as f (…load_iris, load_wine, load_digits)
    // d = f(); print(d.data.shape, d.data.sum(), d.data[-1, 0], d.data[-1, -1], np.bincount(d.target))
    [Theory]
    [InlineData("breast-cancer", 569, 30, 1056474.4596356, 7.76, 0.07039, new[] { 212, 357 })]
    [InlineData("iris", 150, 4, 2078.7, 5.9, 1.8, new[] { 50, 50, 50 })]
    [InlineData("wine", 178, 13, 159975.295999, 14.13, 560, new[] { 59, 71, 48 })]
    [InlineData("digits", 1797, 64, 561718, 0, 0, new[] { 178, 182, 177, 183, 181, 182, 181, 179, 174, 180 })]
    public void Tables_are_scikit_learns(string name, int rows, int columns, double sum, double lastRowFirst, double last, int[] classes)
    {
        Dataset data = Datasets.Find(name)!.Load();
        float[] x = data.X.ToArray<float>();
        Assert.Equal<Shape>([rows, columns], data.X.Shape);
        Assert.Equal(sum, x.Sum(v => (double)v), sum * 1e-7);
        Assert.Equal((float)lastRowFirst, x[^columns]);
        Assert.Equal((float)last, x[^1]);
        Assert.Equal(classes.Length, data.ClassNames!.Count);
        Assert.Equal(classes, Enumerable.Range(0, classes.Length).Select(c => Enumerable.Range(0, rows).Count(i => data.Y.GetElement(i) == c)));
        Assert.Equal(columns, data.FeatureNames.Distinct().Count());
    }

    [Fact]
    public void Breast_cancer_has_the_shape_of_one_logit_and_its_usual_names()
    {
        Dataset data = Datasets.BreastCancer();
        Assert.Equal((DType.Float32, new Shape(569, 1)), (data.Y.Type, data.Y.Shape));
        Assert.Equal(["malignant", "benign"], data.ClassNames);
        Assert.Equal("mean radius", data.FeatureNames[0]);
        Assert.Equal("concave points error", data.FeatureNames[17]);
        Assert.Equal("worst fractal dimension", data.FeatureNames[29]);
        Assert.Equal("pixel_2_7", Datasets.Digits().FeatureNames[23]);
        Assert.Equal("petal width (cm)", Datasets.Iris().FeatureNames[3]);
        Assert.Equal("od280/od315_of_diluted_wines", Datasets.Wine().FeatureNames[11]);
    }

    [Fact]
    public void Every_name_loads_describes_itself_and_opens_as_a_table()
    {
        Assert.Equal(["breast-cancer", "iris", "wine", "digits", "xor", "moons", "circles", "spirals", "blobs", "sine"], Datasets.All.Select(set => set.Name));
        foreach (BuiltInDataset set in Datasets.All)
        {
            Dataset data = set.Load();
            Assert.StartsWith(data.Count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), set.Description);
            using var reader = new StreamReader(set.OpenCsv(), Encoding.UTF8);
            string[] lines = reader.ReadToEnd().TrimEnd('\n').Split('\n');
            Assert.Equal(data.Count + 1, lines.Length);
            Assert.Equal([.. data.FeatureNames, data.TargetName], lines[0].Split(','));
            string[] last = lines[^1].Split(',');
            for (int j = 0; j < data.FeatureNames.Count; j++)
                Assert.Equal((float)data.X[^1].GetElement(j), float.Parse(last[j], System.Globalization.CultureInfo.InvariantCulture));
            if (data.ClassNames is { } classes)
                Assert.Equal(classes[(int)data.Y.GetElement(data.Count - 1)], last[^1]);
        }
    }

    [Fact]
    public void Names_are_found_in_any_case_and_unknown_ones_are_not()
    {
        Assert.Equal("breast-cancer", Datasets.Find("Breast_Cancer")!.Name);
        Assert.Null(Datasets.Find("./digits"));
        Assert.Null(Datasets.Find(""));
    }

    [Fact]
    public void Xor_is_its_four_corners()
    {
        Dataset data = Datasets.Xor();
        Assert.Equal([0f, 0, 0, 1, 1, 0, 1, 1], data.X.ToArray<float>());
        Assert.Equal([0f, 1, 1, 0], data.Y.ToArray<float>());
        Dataset noisy = Datasets.Xor(40, noise: 0.1);
        for (int i = 0; i < 40; i++)
            Assert.Equal(Math.Round(noisy.X.GetElement(2 * i)) != Math.Round(noisy.X.GetElement((2 * i) + 1)), noisy.Y.GetElement(i) == 1);
    }

    [Fact]
    public void Generators_follow_their_formulas_without_noise()
    {
        Dataset moons = Datasets.Moons(11, noise: 0), circles = Datasets.Circles(11, noise: 0, factor: 0.3), spirals = Datasets.Spirals(31, 3, turns: 1.5, noise: 0);
        for (int i = 0; i < 11; i++)
        {
            (double x, double y) = (moons.X.GetElement(2 * i), moons.X.GetElement((2 * i) + 1));
            bool lower = moons.Y.GetElement(i) == 1;
            Assert.Equal(1, lower ? Math.Sqrt(((x - 1) * (x - 1)) + ((y - 0.5) * (y - 0.5))) : Math.Sqrt((x * x) + (y * y)), 1e-6);
            Assert.True(lower ? y <= 0.5 + 1e-6 : y >= -1e-6);
            (x, y) = (circles.X.GetElement(2 * i), circles.X.GetElement((2 * i) + 1));
            Assert.Equal(circles.Y.GetElement(i) == 1 ? 0.3 : 1, Math.Sqrt((x * x) + (y * y)), 1e-6);
        }

        // Ends of the half circles; points of each circle evenly around it.
        Assert.Equal([1f, 0f], moons.X[0].ToArray<float>());
        Assert.Equal(-1, moons.X.GetElement(20), 1e-6);
        Assert.Equal((0, 0.5, 2, 0.5), (moons.X.GetElement(2), moons.X.GetElement(3), moons.X.GetElement(18), Math.Round(moons.X.GetElement(19), 6)));
        Assert.Equal(0, Enumerable.Range(0, 6).Sum(i => circles.X.GetElement(4 * i)), 1e-5);
        Assert.Equal(0, Enumerable.Range(0, 5).Sum(i => circles.X.GetElement((4 * i) + 2)), 1e-5);
        for (int i = 0; i < 31; i++)
        {
            int c = i % 3;
            double t = (double)(i / 3) / (((31 - c + 2) / 3) - 1), angle = 2 * Math.PI * ((1.5 * t) + (c / 3.0));
            Assert.Equal(c, spirals.Y.GetElement(i));
            Assert.Equal(t * Math.Cos(angle), spirals.X.GetElement(2 * i), 1e-6);
            Assert.Equal(t * Math.Sin(angle), spirals.X.GetElement((2 * i) + 1), 1e-6);
        }

        Dataset sine = Datasets.Sine(5, noise: 0);
        Assert.Equal([-MathF.PI, -MathF.PI / 2, 0, MathF.PI / 2, MathF.PI], sine.X.ToArray<float>());
        Assert.All(new float[] { 0, -1, 0, 1, 0 }.Zip(sine.Y.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.Null(sine.ClassNames);
    }

    [Fact]
    public void Blobs_lie_around_their_centres_with_their_spread()
    {
        Dataset tight = Datasets.Blobs(9, centers: 3, std: 0, seed: 5), data = Datasets.Blobs(3000, centers: 3, std: 2, seed: 5);
        for (int c = 0; c < 3; c++)
        {
            double center = tight.X.GetElement(2 * c);
            double[] first = [.. Enumerable.Range(0, 1000).Select(i => data.X.GetElement(2 * ((3 * i) + c)))];
            Assert.Equal(center, first.Average(), 0.25);
            Assert.Equal(2, Math.Sqrt(first.Average(v => (v - center) * (v - center))), 0.15);
            Assert.InRange(center, -10, 10);
        }
    }

    [Fact]
    public void The_seed_decides_every_bit_of_a_generator()
    {
        (Func<ulong, Dataset> Make, string Name)[] generators =
        [
            (seed => Datasets.Xor(20, 0.1, seed), "xor"), (seed => Datasets.Moons(20, 0.1, seed), "moons"), (seed => Datasets.Circles(20, 0.1, 0.5, seed), "circles"),
            (seed => Datasets.Spirals(20, 3, 1, 0.1, seed), "spirals"), (seed => Datasets.Blobs(20, 3, 1, seed), "blobs"), (seed => Datasets.Sine(20, 0.1, seed), "sine"),
        ];
        foreach ((Func<ulong, Dataset> make, string name) in generators)
        {
            float[] Bits(ulong seed) => [.. make(seed).X.ToArray<float>(), .. name == "sine" ? make(seed).Y.ToArray<float>() : []];
            Assert.Equal(Bits(3), Bits(3));
            Assert.NotEqual(Bits(3), Bits(4));
        }
    }

    [Fact]
    public void Arguments_without_meaning_are_refused_with_a_sentence()
    {
        Assert.Contains("points is 1 or more", Assert.Throws<ArgumentOutOfRangeException>(() => Datasets.Moons(0)).Message);
        Assert.Contains("points is 1 or more", Assert.Throws<ArgumentOutOfRangeException>(() => Datasets.Sine(-1)).Message);
        Assert.Contains("noise is a standard deviation", Assert.Throws<ArgumentOutOfRangeException>(() => Datasets.Xor(4, double.NaN)).Message);
        Assert.Contains("inner radius", Assert.Throws<ArgumentOutOfRangeException>(() => Datasets.Circles(factor: 1)).Message);
        Assert.Contains("classes is 2 or more", Assert.Throws<ArgumentOutOfRangeException>(() => Datasets.Spirals(classes: 1)).Message);
        Assert.Contains("classes is 2 or more", Assert.Throws<ArgumentOutOfRangeException>(() => Datasets.Blobs(centers: 0)).Message);
        Assert.Equal("std", Assert.Throws<ArgumentOutOfRangeException>(() => Datasets.Blobs(std: -1)).ParamName);
    }
}
