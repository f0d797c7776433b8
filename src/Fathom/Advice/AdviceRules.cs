using System.Globalization;
using static Fathom.DataSize;
using static Fathom.NetworkKind;
using static Fathom.TaskKind;

namespace Fathom;

/// <summary>The rules themselves. Of each setting the first that fits counts; the last fits always. Options of <c>fathom train</c> have its names and its notation.</summary>
internal static class AdviceRules
{
    private const string HiddenRange = "2–3 layers, the first of 64–512 units, powers of two";
    private const string DropoutRange = "hidden 0.1–0.5, input 0.1–0.3, output 0";
    private const string BatchRange = "32–256";

    public static IReadOnlyList<AdviceRule> All { get; } =
    [
        new("baseline", "gradient boosting", "logistic or linear regression as well", "on tables boosted trees often win: train them too, and compare", "M13") { Networks = [Tabular] },
        new("baseline", "a small MLP", "logistic regression; always the commonest answer", "a large network must beat what is simple", "M13"),

        new("inputs", "standardize", "min–max when bounds are known", "equal scales: no feature rules the first steps; fitted on the training part alone", "K4") { Networks = [Tabular, Deep, Recurrent] },
        new("inputs", "scale to 0–1, then standardize each channel", "augment: crop, flip", "equal scales; augmented pictures are new data for nothing", "K4") { Networks = [Convolutional, Pixels] },
        new("inputs", "token and position embeddings", "sinusoidal, learned or rotary positions", "attention alone does not know the order", "J3"),

        new("class-weight", "none", "balanced when a class has under 10 % of the rows", "classes of like size need none; a rare one is cheap to ignore without", "K6") { Tasks = [Binary, MultiClass, MultiLabel] },
        new("class-weight", "none", "none", "values have no classes", "K6"),

        new("hidden", "64,32", HiddenRange, "few rows: wider layers need more", "L8") { Networks = [Tabular], Sizes = [Small] },
        new("hidden", "128,64", HiddenRange, "enough rows for wider layers", "L8") { Networks = [Tabular], Sizes = [Medium] },
        new("hidden", "256,128", HiddenRange, "many rows: wider layers pay", "L8") { Networks = [Tabular] },
        new("hidden", "256,128", HiddenRange, "a few hundred pixels and more: wide first, then half", "L9") { Networks = [Pixels] },
        new("hidden", "residual blocks of 128", "widths of 64–512; blocks of two layers", "beyond 10 layers gradients need a way around: skip connections", "L8") { Networks = [Deep] },
        new("hidden", "channels 32,64,128", "double the channels where the picture halves", "few places with many features cost as much as many with few", "J1") { Networks = [Convolutional] },
        new("hidden", "1 layer of 128", "1–3 layers of 64–512", "depth in time is depth already", "J2") { Networks = [Recurrent] },
        new("hidden", "4 blocks of width 128, 4 heads", "2–12 blocks, widths of 128–768", "depth and width grow together with the data", "J3"),

        new("activation", "gelu", "gelu, silu", "smooth, with a little gradient below 0: the usual choice in transformers", "L8") { Networks = [Transformer] },
        new("activation", "tanh", "tanh and sigmoid inside the cells", "bounded: a state fed back many times cannot grow", "J2") { Networks = [Recurrent] },
        new("activation", "relu", "relu, leaky-relu, gelu, silu", "trains fast and does not saturate above 0", "B1"),

        new("initializer", "normal, deviation 0.02", "0.02, divided by √(2·blocks) where blocks add up", "keeps the sum over residual blocks near 1 (Radford et al. 2019)", "G2") { Networks = [Transformer] },
        new("initializer", "xavier", "uniform or normal; orthogonal for recurrent weights", "what is nearly linear around 0 keeps its scale with 2/(in + out)", "G3") { Activations = StartingWith<XavierUniform>() },
        new("initializer", "lecun", "1/in, normal", "the start for which SELU keeps mean 0 and variance 1 (Klambauer et al. 2017)", "G5") { Activations = StartingWith<LeCunNormal>() },
        new("initializer", "he", "uniform or normal; the last layer xavier; biases 0", "ReLU-like units halve the variance: 2/in restores it", "G4"),

        new("normalization", "none", "batch norm, when the batch is 32 or more", "standardized inputs are enough for two or three layers", "L8") { Networks = [Tabular, Pixels] },
        new("normalization", "layer norm", "before each block; RMS norm is cheaper", "does not depend on the batch; pre-norm trains without drama", "I2") { Networks = [Transformer] },
        new("normalization", "layer norm", "none for one layer", "does not depend on batch or length", "I2") { Networks = [Recurrent] },
        new("normalization", "batch norm", "before the activation; group norm below batch 32", "keeps activations in scale through many layers", "I1"),

        new("output", "1 logit", "no activation in the network", "the loss takes the logit: stable at any size", "A6") { Tasks = [Binary] },
        new("output", "1 logit a class", "no softmax in the network", "the loss takes logits: softmax and logarithm in one are stable", "A6") { Tasks = [MultiClass] },
        new("output", "1 logit a label", "no activation in the network", "labels are independent questions", "A6") { Tasks = [MultiLabel] },
        new("output", "1 linear value a target", "standardize targets of large units", "values have no bounds to squash into", "A6"),

        new("loss", "binary cross-entropy", "positive weight, or focal, when rare", "the likelihood of a yes–no answer; gradient ŷ − y", "C4") { Tasks = [Binary] },
        new("loss", "cross-entropy", "label smoothing 0.1; class weights; focal", "the likelihood of one class of many; gradient ŷ − y", "C5") { Tasks = [MultiClass] },
        new("loss", "binary cross-entropy", "a positive weight for each label", "a yes–no answer for each label", "C4") { Tasks = [MultiLabel] },
        new("loss", "mean squared error", "Huber when outliers pull; MAE for the median", "its best answer is the mean", "C1"),

        new("prediction", "sigmoid, class 1 from 0.5 on", "move the threshold to trade precision for recall", "a logit of 0 is a probability of ½", "A6") { Tasks = [Binary] },
        new("prediction", "softmax, the largest", "top-k", "probabilities that sum to 1", "A6") { Tasks = [MultiClass] },
        new("prediction", "sigmoid each, from 0.5 on", "a threshold for each label", "each label has a probability of its own", "A6") { Tasks = [MultiLabel] },
        new("prediction", "the value itself", "back to the target's units", "the head is linear", "A6"),

        new("dropout", "none", "0.1", "dropout blurs the values a regression predicts", "H3") { Tasks = [Regression], Networks = [Tabular] },
        new("dropout", "0.3,0.2", DropoutRange, "few rows: keeps hidden units from leaning on each other", "L9") { Networks = [Tabular], Sizes = [Small] },
        new("dropout", "0.1,0.1", DropoutRange, "enough rows to need little", "L8") { Networks = [Tabular] },
        new("dropout", "none", DropoutRange, "a few epochs over many pictures hardly overfit", "L9") { Networks = [Pixels] },
        new("dropout", "0.2", "0.1–0.5 between layers, none inside the recurrence", "noise inside the recurrence makes it forget", "L8") { Networks = [Recurrent] },
        new("dropout", "0.1", DropoutRange, "normalization and data regularize already", "L8"),

        new("l1", "0", "1e-5–1e-3", "only when weights that are exactly 0 are wanted; then by the proximal step", "L8"),

        new("optimizer", "adam", "adam, adamw; sgd with momentum", "adapts its steps to every weight", "L8") { Networks = [Tabular], Tasks = [Binary, MultiClass, MultiLabel], Sizes = [Small] },
        new("optimizer", "adam", "adam, adamw; sgd with momentum", "adapts its steps to every weight; short trainings need no decay", "L9") { Networks = [Pixels, Convolutional] },
        new("optimizer", "adam", "adam, rmsprop", "adapts its steps to gradients that differ in scale along time", "L8") { Networks = [Recurrent] },
        new("optimizer", "adamw", "adam, adamw; sgd with momentum", "Adam, with weight decay against overfitting", "L8"),

        new("lr", "0.0003", "1e-4–1e-3", "usual for transformers, after a warm-up", "L8") { Networks = [Transformer], Optimizers = ["adam", "adamw"] },
        .. StandardOptimizers.All.Select(kind => new AdviceRule("lr", Text(kind.LearningRate), $"{Text(kind.LeastUsualRate)}–{Text(kind.MostUsualRate)}", $"usual for {kind.Name}", "L8") { Optimizers = [kind.Name] }),
        new("lr", "0.001", "3e-4–1e-3", "usual for Adam and its kin", "L8"),

        new("momentum", "0.9", "0.8–0.99", "rolls through noise and along ravines; Adam has it built in (β₁)", "L8"),

        .. StandardOptimizers.All.Where(kind => kind.WeightDecay > 0).Select(kind => new AdviceRule("weight-decay", Text(kind.WeightDecay), $"{Text(kind.WeightDecay / 100)}–{Text(kind.WeightDecay)}", $"usual for {kind.Name}", "L8") { Optimizers = [kind.Name] }),
        new("weight-decay", "0", "1e-5–1e-3, or adamw", "dropout and early stopping suffice", "L8"),

        new("schedule", "constant", "cosine", "a few epochs need none", "L9") { Networks = [Pixels] },
        new("schedule", "warmup-cosine", "cosine, one-cycle", "first steps are the wildest, the last ones should be small", "L8") { Networks = [Convolutional] },
        new("schedule", "constant", "cosine, or reduce on plateau, for the last percent", "short runs that stop early need none", "L8") { Networks = [Tabular, Recurrent] },
        new("schedule", "warm-up, then cosine", "warm-up over 1–10 % of the steps", "first steps are the wildest, the last ones should be small", "L8"),

        new("batch", "32", BatchRange, "few rows: enough steps an epoch", "L8") { Sizes = [Small] },
        new("batch", "64", BatchRange, "several hundred steps an epoch: few epochs are enough", "L9") { Networks = [Pixels, Convolutional] },
        new("batch", "128", BatchRange, "a few hundred steps an epoch at most", "L8") { Sizes = [Medium] },
        new("batch", "256", BatchRange, "many rows: large matrices are fast", "L8"),

        new("scaling", "lr × k for batch × k", "√k for Adam-like ones", "a step over k times the rows stands for k steps (Goyal et al. 2017)", "L8"),

        new("epochs", "100", "10–300", "an upper bound: early stopping ends sooner", "L8") { Networks = [Tabular, Deep, Recurrent] },
        new("epochs", "10", "3–30", "tens of thousands of pictures: each epoch is many steps", "L9") { Networks = [Pixels, Convolutional], Sizes = [Large] },
        new("epochs", "30", "10–300", "an upper bound: early stopping ends sooner", "L8"),

        new("patience", "10", "5–20", "epochs without a lower validation loss before stopping", "L8"),

        new("clip", "5.0", "1–5, by global norm", "time multiplies gradients: one step must not undo a hundred", "L8") { Networks = [Recurrent] },
        new("clip", "1.0", "0.5–5, by global norm", "deep stacks spike early; clipping keeps the direction", "L8") { Networks = [Transformer, Deep] },
        new("clip", "none", "1.0 by global norm, when the norm jumps", "shallow or normalized networks do not explode", "L8"),
    ];

    /// <summary>The activations whose layers begin with this initializer.</summary>
    private static string[] StartingWith<T>()
        where T : Initializer =>
        [.. Activations.Names.Where(name => Activations.Create(name).Start is T)];

    private static string Text(double number) => number.ToString("0.##########", CultureInfo.InvariantCulture);
}
