using Fathom.Kernels;

namespace Fathom;

/// <summary>A random change of an example that leaves what it shows the same, so that a network sees more than there is: an image turned a little, a sound a little slower.</summary>
/// <remarks><code>
/// var augment = new RandomCrop(28, padding: 2) + new RandomHorizontalFlip() + new ColorJitter(brightness: 0.2);
/// Dataset train = data.Augmented(augment);          // other changes in every epoch
/// Tensor one = augment.Apply(image, rng);           // one image (C, H, W)
///
/// formula   y = f(x, r), r the example's own random stream
/// shapes    images (C, H, W), signals (…, T): as each augmentation says; <see cref="Plan"/> gives the shape of the result
/// random    an example's changes depend on the generator's state and the example's number alone, not on batch size, order or threads
/// use       on training rows alone, before they are standardized
/// source    Shorten and Khoshgoftaar 2019, "A survey on image data augmentation for deep learning"
/// </code>
/// One of one's own overrides <see cref="Plan"/> and <see cref="Change"/>. See <see cref="Mixup"/> and <see cref="CutMix"/> for blends of several examples, and
/// <see cref="TextAugmentation"/> for texts.</remarks>
public abstract record Augmentation
{
    /// <summary>The shape of the result for examples of shape <paramref name="x"/>.</summary>
    /// <param name="x">The shape of one example, without the axis of rows.</param>
    /// <exception cref="ShapeException">Such examples cannot be changed in this way.</exception>
    public abstract Shape Plan(in Shape x);

    /// <summary>Writes one changed example. It must be a function of example and generator alone.</summary>
    /// <param name="x">The example's values, row-major.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="y">Receives the result, every value of it: as many as the shape that <see cref="Plan"/> gives has.</param>
    /// <param name="rng">The example's own random numbers.</param>
    public abstract void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng);

    /// <summary>One example, changed: an image (C, H, W), a signal (T).</summary>
    /// <param name="x">The example, Float32.</param>
    /// <param name="rng">Where random numbers come from; the same state gives the same changes.</param>
    /// <exception cref="ShapeException">x is not Float32, or of a shape that cannot be changed in this way.</exception>
    public Tensor Apply(Tensor x, Rng? rng = null)
    {
        Demand(x);
        Tensor y = Tensor.Empty(Plan(x.Shape), DType.Float32);
        Change(x.AsReadOnlySpan<float>(), x.Shape, y.AsSpan<float>(), (rng ?? Rng.Default).Fork());
        return y;
    }

    /// <summary>Several examples, each changed by random numbers of its own: images (N, C, H, W), signals (N, T).</summary>
    /// <param name="x">The examples, Float32.</param>
    /// <param name="rng">Where random numbers come from; the same state gives the same changes.</param>
    /// <exception cref="ShapeException">x is not Float32, or its rows are of a shape that cannot be changed in this way.</exception>
    public Tensor ApplyRows(Tensor x, Rng? rng = null)
    {
        Demand(x);
        if (x.Rank == 0)
            throw new ShapeException(GetType().Name, "x", "a scalar", "rows (N, …)");
        Shape row = x.Shape[1..], result = Plan(row);
        Tensor y = Tensor.Empty(result.Insert(0, x.Shape[0]), DType.Float32);
        Rng streams = (rng ?? Rng.Default).Fork();
        ForkJoin.Run(x.Shape[0], new RowJob(this, x.AsReadOnlySpan<float>(), row, y.AsSpan<float>(), result.Length, streams));
        return y;
    }

    /// <summary>First the left, then the right.</summary>
    public static Augmentation operator +(Augmentation first, Augmentation second) => new Compose(first, second);

    /// <summary>First this, then <paramref name="next"/>.</summary>
    public Augmentation Then(Augmentation next) => this + next;

    private void Demand(Tensor x)
    {
        if (x.Type != DType.Float32)
            throw new ShapeException(GetType().Name, "x", $"{x.Type} {x.Shape}", "Float32 values", "Bytes become numbers by x.To(DType.Float32) / 255.");
    }

    private readonly ref struct RowJob(Augmentation change, ReadOnlySpan<float> x, Shape row, Span<float> y, int length, Rng streams) : IJob
    {
        private readonly ReadOnlySpan<float> _x = x;
        private readonly Span<float> _y = y;
        private readonly Shape _row = row;

        public void Run(int piece) =>
            change.Change(_x.Slice(piece * _row.Length, _row.Length), _row, _y.Slice(piece * length, length), streams.ForRow(piece));
    }
}
