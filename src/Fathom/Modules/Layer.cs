namespace Fathom;

/// <summary>A module that turns one tensor into another.</summary>
public abstract class Layer : Module
{
    /// <summary>Computes the output of this layer.</summary>
    /// <param name="x">The input; rows (the first axis) are examples.</param>
    public abstract Tensor Forward(Tensor x);

    /// <summary>The output in inference: evaluation mode, nothing recorded. The mode is put back afterwards.</summary>
    /// <param name="x">The input; rows are examples.</param>
    public Tensor Predict(Tensor x)
    {
        bool training = IsTraining;
        if (training)
            Evaluate();
        try
        {
            using (Tape.NoGradients())
                return Forward(x);
        }
        finally
        {
            if (training)
                Train();
        }
    }
}
