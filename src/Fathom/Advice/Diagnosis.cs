namespace Fathom;

/// <summary>A box of the flowchart "trains badly: gradient too small or too large?".</summary>
/// <param name="Question">What to look at.</param>
/// <param name="Yes">What to do when the answer is yes.</param>
/// <param name="Api">Where it is looked at or done; names between commas.</param>
public sealed record Diagnosis(string Question, string Yes, string Api)
{
    /// <summary>The boxes from top to bottom: a "no" leads to the next one.</summary>
    internal static IReadOnlyList<Diagnosis> All { get; } =
    [
        new("Is the loss NaN or infinite?", "Rate ÷ 10; clip gradients at 1.0; feed logits, not probabilities, to the loss; look for NaN and huge values in the inputs.", "Optimizer.ClipNorm, TrainingException, NotFiniteException"),
        new("Does it fail to learn ten rows by heart (loss → 0)?", "Something is broken, not badly tuned: check labels, loss, shapes, and every operation of your own with the gradient check.", "OverfitCheck, LabelCheck, GradientCheck"),
        new("Are the inputs far from mean 0 and deviation 1?", "Standardize them, fitted on the training part alone.", "InputCheck, DatasetSplit.Standardize"),
        new("Gradient too small: is a layer's norm below about 1e-6, and smaller the nearer to the input?", "Vanishing: ReLU-like activations, He initialization, normalization, skip connections; fewer sigmoids.", "ReLU, HeUniform, LayerNorm, Residual"),
        new("Gradient too large: is its norm above about 10, or does the loss jump?", "Exploding: rate ÷ 10, clip by norm (1.0; recurrent 5.0), warm-up, smaller initial weights.", "Optimizer.ClipNorm, Clip.ByNorm, LinearWarmup"),
        new("Are the norms healthy (1e-3 to 1e-1) but the loss hardly falls?", "The rate is too small: × 10, or use the learning-rate finder; then Adam instead of plain SGD.", "LearningRateFinder.Find, Adam"),
        new("Does the loss go up and down without falling?", "The rate is too large: ÷ 3; a larger batch; shuffle the rows.", "Optimizer.LearningRate, Dataset.Steps"),
        new("Is the training loss high and the validation loss the same?", "Underfitting: wider or deeper, train longer, less regularization, better features.", "Mlp.Create"),
        new("Is the training loss low and the validation loss rising?", "Overfitting: more data or augmentation, dropout, weight decay, early stopping, a smaller network.", "Dropout, AdamW, EarlyStopping"),
        new("Is the accuracy high but a rare class never found?", "Class weights or a sampler; judge by recall, F1 or PR-AUC instead of accuracy; move the threshold.", "ClassBalance.ClassWeights, Sampler.Balanced, PrAuc, BinaryObjective.Threshold"),
        new("Good in training and validation, bad in use?", "Something leaks or differs: fit the preprocessing on the training part only, split by group or time, look at the rows it gets wrong.", "DatasetSplit.Standardize, ConfusionMatrix"),
    ];
}
