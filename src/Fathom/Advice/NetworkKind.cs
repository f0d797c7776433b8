namespace Fathom;

/// <summary>The families of networks that <see cref="Advice"/> knows.</summary>
public enum NetworkKind
{
    /// <summary>A multi-layer perceptron of two or three hidden layers, as for tables.</summary>
    Tabular,

    /// <summary>A multi-layer perceptron of more than about ten layers.</summary>
    Deep,

    /// <summary>A convolutional network, as for pictures.</summary>
    Convolutional,

    /// <summary>A multi-layer perceptron of two or three hidden layers on the pixels of pictures.</summary>
    Pixels,

    /// <summary>A recurrent network, as for series.</summary>
    Recurrent,

    /// <summary>A transformer, as for text.</summary>
    Transformer,
}
