using Fathom.Kernels;

namespace Fathom.Tests.Data;

/// <summary>Augmentations of images against values of PyTorch (grid_sample, interpolate), of Python's colorsys, and against what each promises.</summary>
[Collection(Kernels.AloneCollection.Name)]
public sealed class ImageAugmentationTests
{
    private const int Tries = 200;

    private static readonly Tensor s_ramp = Tensor.Range(0, 20).Reshape(1, 5, 4) / 20;

    public static TheoryData<Augmentation> All =>
    [
        new RandomCrop(4), new RandomCrop((5, 4), padding: 2), new RandomCrop(5, padding: (2, 1), reflect: true), new RandomResizedCrop((6, 3)), new RandomHorizontalFlip(), new RandomVerticalFlip(),
        new RandomRotation(20), new RandomAffine(10, shift: 0.2, scale: (0.8, 1.2), shear: 5), new ColorJitter(0.3, 0.3, 0.3, 0.1), new Cutout(3, holes: 2), new RandomErasing(1), new RandomErasing(1, noise: true),
        new RandomCrop(4) + new RandomHorizontalFlip() + new Cutout(2), new Compose(),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Each_image_of_a_batch_has_chances_of_its_own_and_the_same_whoever_stands_beside_it(Augmentation change)
    {
        Tensor images = new Rng(1).Uniform([12, 3, 5, 6]);
        Tensor all = change.ApplyRows(images, new Rng(7));
        Assert.Equal([12, .. change.Plan([3, 5, 6]).ToArray()], all.Shape.ToArray());
        Assert.All(all.ToArray<float>(), value => Assert.True(float.IsFinite(value)));
        Assert.Equal(all[..5].ToArray<float>(), change.ApplyRows(images[..5], new Rng(7)).ToArray<float>());
        int threads = ForkJoin.Threads;
        try
        {
            ForkJoin.Threads = 1;
            Assert.Equal(all.ToArray<float>(), change.ApplyRows(images, new Rng(7)).ToArray<float>());
        }
        finally
        {
            ForkJoin.Threads = threads;
        }

        Tensor alike = change.ApplyRows(Tensor.Range(0, 90).Reshape(1, 3, 5, 6).Expand([40, 3, 5, 6]) / 90, new Rng(2));
        int different = Enumerable.Range(0, 40).Select(i => string.Join(' ', alike[i].ToArray<float>())).Distinct().Count();
        Assert.InRange(different, change is Compose { Steps.Count: 0 } ? 1 : 2, change is RandomHorizontalFlip or RandomVerticalFlip ? 2 : 40);
    }

    [Fact]
    public void A_crop_is_a_part_of_the_padded_image_and_every_part_comes()
    {
        var places = new HashSet<(int, int)>();
        var rng = new Rng(1);
        for (int i = 0; i < Tries; i++)
        {
            float[] crop = new RandomCrop((4, 3), padding: (1, 2), fill: -1).Apply(s_ramp, rng).ToArray<float>();
            int inside = Array.FindIndex(crop, value => value >= 0), number = (int)Math.Round(crop[inside] * 20);
            (int top, int left) = ((number / 4) - (inside / 3), (number % 4) - (inside % 3));
            places.Add((top, left));
            for (int at = 0; at < 12; at++)
            {
                (int row, int column) = (top + (at / 3), left + (at % 3));
                Assert.Equal(row is >= 0 and < 5 && column is >= 0 and < 4 ? ((row * 4) + column) / 20f : -1, crop[at], 1e-6f);
            }
        }

        Assert.Equal(4 * 6, places.Count); // tops −1…2, lefts −2…3
        Assert.Equal(-1, places.Min(place => place.Item1));
        Assert.Equal(3, places.Max(place => place.Item2));
    }

    [Fact]
    public void Padding_that_reflects_mirrors_without_repeating_the_edge() =>
        Assert.Equal([2, 1, 0, 1, 2, 1, 0], new RandomCrop((1, 7), padding: (0, 2), reflect: true).Apply(Tensor.From([0f, 1, 2], [1, 1, 3])).ToArray<float>());

    [Fact]
    public void Flips_exchange_sides_in_as_many_images_as_p_says()
    {
        Tensor image = Tensor.From([1f, 2, 3, 4, 5, 6], [1, 2, 3]);
        Assert.Equal([3, 2, 1, 6, 5, 4], new RandomHorizontalFlip(1).Apply(image).ToArray<float>());
        Assert.Equal([4, 5, 6, 1, 2, 3], new RandomVerticalFlip(1).Apply(image).ToArray<float>());
        Assert.Equal([1, 2, 3, 4, 5, 6], new RandomVerticalFlip(0).Apply(image).ToArray<float>());
        Tensor flipped = new RandomHorizontalFlip(0.3).ApplyRows(image.Reshape(1, 1, 2, 3).Expand([2000, 1, 2, 3]), new Rng(1));
        Assert.Equal(0.3, flipped.ToArray<float>().Where((_, i) => i % 6 == 0).Count(first => first == 3) / 2000.0, 0.04);
    }

    [Fact]
    public void Turning_by_30_degrees_and_moving_give_PyTorchs_values()
    {
        Close([0.272127, 0.106939, 0.25024, 0.470577, 0.111843, 0.255144, 0.398446, 0.518782, 0.260048, 0.403349, 0.546651, 0.689952, 0.44617, 0.551554, 0.694856, 0.838157, 0.519375, 0.69976, 0.843061, 0.701975],
            new RandomRotation((30, 30), fill: 0.5).Apply(s_ramp));
        Tensor warped = Tensor.Zeros([1, 5, 4]);
        Images.Warp(s_ramp.AsReadOnlySpan<float>(), s_ramp.Shape, warped.AsSpan<float>(), AffineMap.Undo(30, scale: 1.25, shear: 20, shiftI: -0.5, shiftJ: 0.8), 0);
        Close([0.069135, 0.176496, 0.283858, 0.391219, 0.17509, 0.282452, 0.389814, 0.497175, 0.261114, 0.388408, 0.495769, 0.603131, 0.111521, 0.408291, 0.601725, 0.709087, 0.0, 0.101618, 0.509599, 0.80284], warped);
    }

    [Fact]
    public void A_quarter_turn_is_exact_and_positive_angles_turn_counter_clockwise()
    {
        Tensor image = Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3]);
        Close([3, 6, 9, 2, 5, 8, 1, 4, 7], new RandomRotation((90, 90)).Apply(image));
        Close([3, 6, 9, 2, 5, 8, 1, 4, 7], new RandomAffine((90, 90)).Apply(image));
    }

    [Fact]
    public void Resizing_a_part_gives_PyTorchs_values()
    {
        float[] y = new float[20];
        Images.Resize(s_ramp.AsReadOnlySpan<float>(), s_ramp.Shape, (1, 0, 3, 3), y, (4, 5));
        Close([0.2, 0.22, 0.25, 0.28, 0.3, 0.325, 0.345, 0.375, 0.405, 0.425, 0.475, 0.495, 0.525, 0.555, 0.575, 0.6, 0.62, 0.65, 0.68, 0.7], Tensor.From(y));
    }

    [Theory]
    [InlineData(0.9, 0.2, 0.3, 0.44, 0.9, 0.2, 0.87, 0.2, 0.9)]
    [InlineData(0.1, 0.6, 0.35, 0.25, 0.1, 0.6, 0.3, 0.6, 0.1)]
    [InlineData(0.25, 0.3, 0.8, 0.8, 0.25, 0.41, 0.25, 0.795, 0.8)]
    [InlineData(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)]
    [InlineData(0.7, 0.7, 0.1, 0.1, 0.7, 0.58, 0.7, 0.16, 0.1)]
    public void Turning_colours_by_108_and_back_by_54_degrees_gives_the_values_of_colorsys(double r, double g, double b, double r1, double g1, double b1, double r2, double g2, double b2)
    {
        float[] forth = [(float)r, (float)g, (float)b], back = [.. forth];
        ColorJitter.Turn(forth, [3, 1, 1], 0.3);
        ColorJitter.Turn(back, [3, 1, 1], -0.15);
        Close([r1, g1, b1], Tensor.From(forth));
        Close([r2, g2, b2], Tensor.From(back));
    }

    [Fact]
    public void Light_contrast_and_saturation_are_blends_with_black_mean_grey_and_grey()
    {
        // One red and one blue-grey pixel: greys .2989·.8 + .587·.2 + .114·.1 = .36792, and .45
        float[] image = [0.8f, 0.3f, 0.2f, 0.4f, 0.1f, 1f];
        double red = (0.2989 * 0.8) + (0.587 * 0.2) + (0.114 * 0.1), blue = (0.2989 * 0.3) + (0.587 * 0.4) + (0.114 * 1), mean = (red + blue) / 2;
        Close([1, 0.45, 0.3, 0.6, 0.15, 1], Blended(1.5, ColorJitter.Other.Black));
        Close([.. image.Select(v => (0.5 * v) + (0.5 * mean))], Blended(0.5, ColorJitter.Other.MeanGrey));
        Close([red, blue, red, blue, red, blue], Blended(0, ColorJitter.Other.Grey));

        Tensor Blended(double factor, ColorJitter.Other other)
        {
            float[] y = [.. image];
            ColorJitter.Blend(y, [3, 1, 2], factor, other);
            return Tensor.From(y);
        }
    }

    [Fact]
    public void Jitter_keeps_values_from_0_to_1_and_refuses_others()
    {
        Tensor image = new Rng(1).Uniform([3, 8, 8]);
        Assert.All(new ColorJitter(1, 1, 1, 0.5).Apply(image, new Rng(2)).ToArray<float>(), value => Assert.InRange(value, 0, 1));
        Assert.Contains("expected values from 0 (dark) to 1", Assert.Throws<ArgumentException>(() => new ColorJitter(0.1).Apply(image * 255)).Message);
        Tensor grey = image[..1];
        Assert.Equal(grey.ToArray<float>(), new ColorJitter(saturation: 0.9, hue: 0.5).Apply(grey, new Rng(3)).ToArray<float>());
    }

    [Fact]
    public void Cutout_blots_squares_that_may_reach_over_the_edge()
    {
        var sizes = new HashSet<int>();
        var rng = new Rng(1);
        for (int i = 0; i < Tries; i++)
            sizes.Add(new Cutout(3).Apply(Tensor.Ones([2, 6, 6]), rng).ToArray<float>().Count(value => value == 0));
        Assert.Equal([2 * 4, 2 * 6, 2 * 9], sizes.Order()); // at a corner 2 × 2, at a side 2 × 3
        Assert.Equal(0, new Cutout(20).Apply(Tensor.Ones([1, 6, 6])).Sum().ToScalar());
    }

    [Fact]
    public void Erasing_takes_a_rectangle_of_the_share_asked_for()
    {
        var rng = new Rng(1);
        int touched = 0;
        for (int i = 0; i < Tries; i++)
        {
            int gone = new RandomErasing(0.5, scale: (0.1, 0.2), ratio: (0.5, 2)).Apply(Tensor.Ones([1, 20, 20]), rng).ToArray<float>().Count(value => value == 0);
            if (gone == 0)
                continue;
            touched++;
            Assert.InRange(gone, 0.08 * 400, 0.22 * 400);
        }

        Assert.InRange(touched, 70, 130);
        float[] noise = new RandomErasing(1, scale: (0.5, 0.5), noise: true).Apply(Tensor.Zeros([1, 40, 40]), rng).ToArray<float>();
        float[] inside = [.. noise.Where(value => value != 0)];
        Assert.InRange(inside.Length, 700, 900);
        Assert.Equal(1, inside.Average(v => v * v), 0.2);
    }

    [Fact]
    public void A_resized_crop_of_a_ramp_is_a_ramp_between_its_values()
    {
        Tensor ramp = Tensor.Range(0, 30).Reshape(1, 1, 30).Expand([1, 30, 30]);
        var starts = new HashSet<float>();
        for (ulong seed = 0; seed < 30; seed++)
        {
            float[] row = new RandomResizedCrop(8, scale: (0.2, 0.5)).Apply(ramp, new Rng(seed)).ToArray<float>()[..8];
            Assert.Equal(row.Order(), row);
            Assert.InRange(row[7] - row[0], 8, 28);
            starts.Add(row[0]);
        }

        Assert.True(starts.Count > 10);
    }

    [Fact]
    public void Compositions_are_flat_equal_by_steps_and_print_what_they_do()
    {
        Augmentation all = new RandomCrop(28, padding: 2) + new RandomHorizontalFlip() + new Cutout(8);
        Assert.Equal(3, Assert.IsType<Compose>(all).Steps.Count);
        Assert.Equal(new Compose(new RandomCrop(28, padding: 2), new RandomHorizontalFlip().Then(new Cutout(8))), all);
        Assert.NotEqual(new Compose(new RandomCrop(28)), all);
        Assert.Contains("Cutout { Size = 8", all.ToString());
        Tensor image = new Rng(1).Uniform([1, 6, 6]);
        Assert.Equal(image.ToArray<float>(), (new RandomVerticalFlip(1) + new RandomVerticalFlip(1)).Apply(image).ToArray<float>());
        Assert.Equal([1, 4, 4], (new RandomCrop(5) + new RandomCrop(4)).Plan([1, 6, 6]).ToArray());
    }

    [Fact]
    public void They_say_what_they_cannot_do()
    {
        Tensor image = Tensor.Zeros([1, 4, 4]);
        Assert.Contains("size is 9; expected at most 8", Assert.Throws<ShapeException>(() => new RandomCrop(9, padding: 2).Apply(image)).Message);
        Assert.Contains("A mirror has no more to show", Assert.Throws<ShapeException>(() => new RandomCrop(4, padding: 4, reflect: true).Apply(image)).Message);
        Assert.Contains("expected (C, H, W)", Assert.Throws<ShapeException>(() => new RandomRotation(9).Apply(Tensor.Zeros([4, 4]))).Message);
        Assert.Contains("expected Float32", Assert.Throws<ShapeException>(() => new Cutout(2).Apply(Tensor.Zeros([1, 4, 4], DType.Int64))).Message);
        Assert.Contains("leave an alpha channel out", Assert.Throws<ShapeException>(() => new ColorJitter(0.1).Apply(Tensor.Zeros([4, 4, 4]))).Message);
        Assert.Contains("p is 1.5", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomHorizontalFlip(1.5)).Message);
        Assert.Contains("hue is 0.6", Assert.Throws<ArgumentOutOfRangeException>(() => new ColorJitter(hue: 0.6)).Message);
        Assert.Contains("size is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Cutout(0)).Message);
        Assert.Contains("interval is 3 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomRotation((3, 1))).Message);
        Assert.Contains("factors above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine(scale: 0.5)).Message);
        Assert.Contains("at most 1", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomErasing(scale: (0.5, 1.5))).Message);
    }

    private static void Close(double[] expected, Tensor actual) => Assert.Equal(expected, actual.To(DType.Float64).ToArray<double>(), (a, b) => Math.Abs(a - b) <= 2e-6);
}
