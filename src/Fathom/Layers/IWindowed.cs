namespace Fathom;

/// <summary>A layer whose every result sees a window of its input that slides along one or two axes, as convolution and pooling do: what a summary needs to tell the receptive field.</summary>
internal interface IWindowed
{
    /// <summary>Taps of the window along each axis.</summary>
    Size2 Kernel { get; }

    /// <summary>Places from one window to the next.</summary>
    Size2 Stride { get; }

    /// <summary>Places from one tap to the next.</summary>
    Size2 Dilation { get; }
}
