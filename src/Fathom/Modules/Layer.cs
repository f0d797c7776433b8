namespace Fathom;

/// <summary>A module that turns one tensor into another.</summary>
public abstract class Layer : Module
{
    /// <summary>Computes the output of this layer.</summary>
    /// <param name="x">The input; rows (the first axis) are examples.</param>
    public abstract Tensor Forward(Tensor x);

    /// <summary>The output in inference: evaluation mode, nothing recorded. Each module's mode is put back afterwards.</summary>
    /// <param name="x">The input; rows are examples.</param>
    /// <remarks>The mode belongs to the module: call <see cref="Module.Evaluate"/> once before predicting from several threads.</remarks>
    public Tensor Predict(Tensor x)
    {
        using (Evaluating())
        using (Tape.NoGradients())
            return Forward(x);
    }
}
