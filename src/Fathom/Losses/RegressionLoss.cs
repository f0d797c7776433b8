namespace Fathom;

/// <summary>How a regression counts an error e = prediction − target.</summary>
public enum RegressionLoss
{
    /// <summary>e²: large errors dominate; learns the mean. See <see cref="Loss.MeanSquaredError"/>.</summary>
    MeanSquaredError,

    /// <summary>|e|: every error counts by its size; learns the median, and bears outliers. See <see cref="Loss.MeanAbsoluteError"/>.</summary>
    MeanAbsoluteError,

    /// <summary>½e² up to δ, δ·(|e| − ½δ) beyond: smooth near 0, and bears outliers. See <see cref="Loss.Huber"/>.</summary>
    Huber,
}
