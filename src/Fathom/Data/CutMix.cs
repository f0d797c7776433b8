using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>A rectangle of each image replaced by the same place of another, targets weighted by area: ỹ = λ·y + (1 − λ)·y′, λ the share of the image that stayed.</summary>
/// <remarks><code>
/// var trainer = new Trainer(model, optimizer, Objective.MultiClass) { BatchAugmentation = new CutMix() };
///
/// formula   λ₀ ~ Beta(α, α); a rectangle of √(1 − λ₀)·H by √(1 − λ₀)·W (rounded down) about any pixel, cut off at the edge; λ = 1 − its true area / (H·W)
/// shapes    x (N, C, H, W) floating; y Int64 labels (N) → (N, classes) probabilities; y floating (N, …) → the same
/// differs   from the authors' program: λ and rectangle are drawn for each row instead of once a batch
/// source    Yun et al. 2019, "CutMix: regularization strategy to train strong classifiers with localizable features", arXiv:1905.04899
/// </code></remarks>
public sealed record CutMix : BatchAugmentation
{
    /// <summary>Settles how large rectangles are.</summary>
    /// <param name="alpha">α of the Beta distribution, above 0; 1 by default, which makes all areas equally likely.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not a finite number above 0.</exception>
    public CutMix(double alpha = 1) => Alpha = Require.PositiveNumber(alpha, nameof(alpha));

    /// <summary>α of the Beta distribution.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    /// <remarks>x must hold images, (N, C, H, W).</remarks>
    public override (Tensor X, Tensor Y) Apply(Tensor x, Tensor y, int? classes = null, Rng? rng = null)
    {
        Demand(x, y);
        if (x.Rank != 4)
            throw new ShapeException(nameof(CutMix), "x", x.Shape.ToString(), "images (N, C, H, W)", "Mixup blends rows of any shape.");
        rng ??= Rng.Default.Fork();
        using (Tape.NoGradients())
        {
            Tensor targets = Targets(x, y, classes), mixed = x.Copy();
            int rows = x.Shape[0];
            Tensor order = Partners(rows, rng), lambda = Tensor.Empty([rows], DType.Float64);
            for (int row = 0; row < rows; row++)
            {
                double share = BetaDistribution.Symmetric(Alpha, rng);
                Patch patch = Patch.About(Images.Below(x.Shape[2], rng), Images.Below(x.Shape[3], rng), share, x.Shape[2], x.Shape[3]);
                Paste(x, mixed, row, (int)order.GetElement(row), patch);
                lambda.AsSpan<double>()[row] = patch.Kept(x.Shape[2], x.Shape[3]);
            }

            return (mixed, Mixup.Blend(targets, order, lambda));
        }
    }

    /// <summary>Copies a rectangle of one row of x into another row of y.</summary>
    internal static void Paste(Tensor x, Tensor y, int row, int from, Patch patch)
    {
        (int channels, int height, int width, int bytes) = (x.Shape[1], x.Shape[2], x.Shape[3], x.Type.Size());
        ReadOnlySpan<byte> source = x.Bytes;
        Span<byte> target = y.Type == DType.Float64 ? MemoryMarshal.AsBytes(y.AsSpan<double>()) : MemoryMarshal.AsBytes(y.AsSpan<float>());
        for (int c = 0; c < channels; c++)
        {
            for (int i = patch.Top; i < patch.Top + patch.Height; i++)
            {
                int At(int image) => ((((((image * channels) + c) * height) + i) * width) + patch.Left) * bytes;
                source.Slice(At(from), patch.Width * bytes).CopyTo(target[At(row)..]);
            }
        }
    }

    /// <summary>A rectangle of an image.</summary>
    internal readonly record struct Patch(int Top, int Left, int Height, int Width)
    {
        /// <summary>About a pixel, of the share 1 − λ of the image before it is cut off at the edge.</summary>
        public static Patch About(int centreI, int centreJ, double lambda, int height, int width)
        {
            double side = Math.Sqrt(1 - lambda);
            int halfI = (int)(side * height) / 2, halfJ = (int)(side * width) / 2;
            int top = Math.Max(0, centreI - halfI), left = Math.Max(0, centreJ - halfJ);
            return new Patch(top, left, Math.Min(height, centreI + halfI) - top, Math.Min(width, centreJ + halfJ) - left);
        }

        /// <summary>λ: the share of the image outside of it.</summary>
        public double Kept(int height, int width) => 1 - ((double)Height * Width / ((double)height * width));
    }
}
