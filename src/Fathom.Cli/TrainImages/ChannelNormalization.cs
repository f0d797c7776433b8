using System.Numerics.Tensors;

namespace Fathom.Cli;

/// <summary>Each channel brought to the mean and deviation that <see cref="ImageRows.Normalize"/> gives: the last step behind others, for which black is still 0.</summary>
/// <param name="Input">Holds the numbers.</param>
internal sealed record ChannelNormalization(ImageInput Input) : Augmentation
{
    public override Shape Plan(in Shape x) => x;

    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        int plane = x.Length / shape[0];
        for (int c = 0; c < shape[0]; c++)
        {
            Span<float> channel = y.Slice(c * plane, plane);
            TensorPrimitives.Subtract(x.Slice(c * plane, plane), (float)Input.Mean[c], channel);
            TensorPrimitives.Divide(channel, (float)Input.Deviation[c], channel);
        }
    }
}
