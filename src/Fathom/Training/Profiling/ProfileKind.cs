namespace Fathom;

/// <summary>What a row of a profile stands for.</summary>
public enum ProfileKind
{
    /// <summary>Making a batch: gathering rows and converting them.</summary>
    Data,

    /// <summary>The operations of one layer, those of layers below it excepted.</summary>
    Layer,

    /// <summary>The loss.</summary>
    Loss,

    /// <summary>Gradients cleared, and parameters changed.</summary>
    Optimizer,

    /// <summary>What is left of the step: opening and closing it, reading the loss, loops.</summary>
    Other,
}
