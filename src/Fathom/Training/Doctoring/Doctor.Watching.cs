namespace Fathom;

/// <content>What trains.</content>
public static partial class Doctor
{
    /// <summary>Begins to watch a training loop written by hand; see <see cref="DoctorWatch"/> for the calls it needs.</summary>
    /// <remarks>Noticed are, beside all that losses, gradients and updates show: gradients never cleared, or cleared between backward and step; a step before backward, or none
    /// at all; a loss that does not depend on the parameters; parameters that the optimizer does not have; training in evaluation mode and the reverse.</remarks>
    /// <param name="model">The network.</param>
    /// <param name="optimizer">What changes its parameters; it hears one call a step while it is watched.</param>
    /// <param name="objective">With <paramref name="train"/>, tells the loss of a network that has learned nothing, by which more is noticed.</param>
    /// <param name="train">The rows to learn from.</param>
    /// <exception cref="InvalidOperationException">The optimizer is being watched already.</exception>
    public static DoctorWatch Watch(Layer model, Optimizer optimizer, Objective? objective = null, Dataset? train = null) => new(model, optimizer, objective, train);
}
