namespace Fathom;

/// <summary>The library's own layers as files name them. A test demands a line here, or in <see cref="Activations"/>, for every layer that can be rebuilt.</summary>
public static class StandardLayers
{
    /// <summary>The catalogue used where none is given; add layers of your own to it.</summary>
    public static Catalogue Catalogue { get; } = new Catalogue()
        .Add<Sequential>()
        .Add<Residual>()
        .Add<Ensemble>()
        .Add<Linear>()
        .Add<WeightNormLinear>()
        .Add<LayerNorm>()
        .Add<RMSNorm>()
        .Add<GroupNorm>()
        .Add<BatchNorm1d>()
        .Add<BatchNorm2d>()
        .Add<BatchNorm3d>()
        .Add<InstanceNorm1d>()
        .Add<InstanceNorm2d>()
        .Add<InstanceNorm3d>()
        .Add<MaxPool1d>()
        .Add<MaxPool2d>()
        .Add<AvgPool1d>()
        .Add<AvgPool2d>()
        .Add<AdaptiveAvgPool1d>()
        .Add<AdaptiveAvgPool2d>()
        .Add<AdaptiveMaxPool1d>()
        .Add<AdaptiveMaxPool2d>()
        .Add<Embedding>()
        .Add<RNN>()
        .Add<LSTM>()
        .Add<GRU>()
        .Add<ColumnEmbedding>()
        .Add<Dropout>()
        .Add<Flatten>()
        .Add<GLU>()
        .Add<Softmax>()
        .Add<LogSoftmax>()
        .AddActivations();
}
