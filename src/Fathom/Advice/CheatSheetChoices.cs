namespace Fathom;

/// <summary>What there is to choose from, when to choose it, and what it is called here.</summary>
internal static class CheatSheetChoices
{
    private static readonly string[] s_columns = ["choice", "use it when", "usual values", "API"];

    public static IReadOnlyList<CheatSheetTable> All { get; } =
    [
        new("Head by task", "Networks end in logits or values; losses take them as they are.", ["task", "output and prediction", "loss", "API"],
        [
            ["binary", "1 logit; sigmoid, class 1 from 0.5 on", "binary cross-entropy", "Objective.Binary, Loss.BinaryCrossEntropy"],
            ["multi-class", "1 logit a class; softmax, the largest", "cross-entropy", "Objective.MultiClass, Loss.CrossEntropy"],
            ["multi-label", "1 logit a label; sigmoid each, from 0.5 on", "binary cross-entropy", "Objective.MultiLabel, Loss.BinaryCrossEntropy"],
            ["regression", "1 linear value a target", "mean squared error", "Objective.Regression, Loss.MeanSquaredError"],
        ]),
        new("Activation", "Hidden layers; the last layer has none.", s_columns,
        [
            ["ReLU", "default in MLPs and CNNs", "–", "ReLU"],
            ["leaky ReLU", "units die under ReLU", "slope 0.01", "LeakyReLU"],
            ["PReLU", "the slope below 0 is worth learning: CNNs with much data", "starts at 0.25", "PReLU"],
            ["ELU, SELU", "deep nets without normalization", "α 1; SELU with LeCun start", "ELU, SELU"],
            ["GELU, SiLU", "transformers, deep nets", "–", "GELU, SiLU"],
            ["hard-swish, hard-sigmoid, ReLU6", "small devices: no exponentials", "–", "HardSwish, HardSigmoid, ReLU6"],
            ["softplus", "outputs that must be positive", "β 1", "Softplus"],
            ["GLU", "gates in feed-forward blocks", "half the width comes out", "GLU"],
            ["tanh", "recurrent cells; values in −1…1", "Xavier start", "Tanh"],
            ["sigmoid", "gates; a probability in the output, never between many layers", "Xavier start", "Sigmoid"],
            ["softmax", "probabilities that sum to 1: at prediction, inside attention", "temperature 1", "Softmax"],
        ]),
        new("Loss", "All take logits unless their name says otherwise.", s_columns,
        [
            ["binary cross-entropy", "yes or no; several labels", "positive weight for a rare yes", "Loss.BinaryCrossEntropy"],
            ["cross-entropy", "one class of many", "label smoothing 0–0.1", "Loss.CrossEntropy"],
            ["cross-entropy with probabilities", "soft targets: distillation, mixup", "–", "Loss.SoftCrossEntropy"],
            ["focal", "a class is rare and the rest is easy", "γ 2, α 0.25", "Loss.Focal, Loss.BinaryFocal"],
            ["mean squared error", "values", "standardized targets", "Loss.MeanSquaredError"],
            ["mean absolute error", "values, the median is wanted", "–", "Loss.MeanAbsoluteError"],
            ["Huber, smooth L1", "values with outliers", "δ 1 on standardized targets", "Loss.Huber, Loss.SmoothL1"],
            ["Kullback–Leibler divergence", "one distribution should become another", "takes log-probabilities", "Loss.KullbackLeibler"],
            ["hinge", "margins instead of probabilities", "margin 1", "Loss.Hinge, Loss.SquaredHinge, Loss.MultiMargin"],
        ]),
        new("Optimizer", "Adam first; the rate matters more than the choice.", s_columns,
        [
            ["Adam", "default for small tables and recurrent nets", "rate 3e-4–1e-3", "Adam"],
            ["AdamW", "default where weight decay helps; transformers", "decay 1e-4–1e-2", "AdamW"],
            ["SGD with momentum", "CNNs trained long; the last half percent", "rate 0.01–0.1, momentum 0.9", "Sgd"],
            ["RMSprop", "recurrent nets, changing targets", "rate 1e-3", "RMSprop"],
            ["AdaGrad, Adadelta", "sparse features, embeddings", "rate 0.01; 1", "AdaGrad, Adadelta"],
            ["Adamax, NAdam, RAdam", "Adam is jumpy at the start", "as Adam", "Adamax, NAdam, RAdam"],
            ["Lion", "half of Adam's memory; large batches", "a third to a tenth of Adam's rate", "Lion"],
            ["Muon", "matrices of hidden layers, transformers", "rate 1e-3", "Muon"],
        ]),
        new("Learning-rate schedule", "A pure function of the step; look at it before training.", s_columns,
        [
            ["constant", "short runs, first tries", "–", "Constant"],
            ["warm-up, then cosine", "transformers, deep nets, large batches", "warm-up 1–10 % of the steps", "LinearWarmup, Schedule.Then, Cosine"],
            ["one cycle", "a fixed number of epochs, as few as possible", "peak from the finder", "OneCycle"],
            ["step, multi-step, exponential", "recipes of CNN papers", "× 0.1 at 50 % and 75 %", "StepDecay, MultiStepDecay, ExponentialDecay"],
            ["reduce on plateau", "the number of epochs is open", "× 0.1 after more than 10 epochs without improvement", "ReduceOnPlateau"],
            ["restarts, cyclic", "several good models from one run", "–", "CosineWarmRestarts, Cyclic"],
        ]),
        new("Initialization", "By the activation that follows; biases 0.", s_columns,
        [
            ["He (Kaiming)", "ReLU, leaky ReLU, GELU, SiLU", "variance 2/in", "HeUniform, HeNormal"],
            ["Xavier (Glorot)", "sigmoid, tanh, softmax, linear outputs", "variance 2/(in + out)", "XavierUniform, XavierNormal"],
            ["LeCun", "SELU", "variance 1/in", "LeCunUniform, LeCunNormal"],
            ["orthogonal", "recurrent weights; very deep nets", "gain 1", "Orthogonal"],
            ["normal, truncated normal", "transformers, embeddings", "deviation 0.02", "NormalInitializer, TruncatedNormalInitializer"],
            ["zeros", "biases only: equal weights stay equal for ever", "0", "ConstantInitializer"],
        ]),
        new("Normalization", "Before the activation in the builders; else where you put it.", s_columns,
        [
            ["none", "two or three layers on standardized inputs", "–", ""],
            ["batch norm", "CNNs, deep MLPs, batches of 32 or more", "momentum 0.1, eps 1e-5", "BatchNorm1d, BatchNorm2d"],
            ["layer norm", "transformers, recurrent nets, any batch", "eps 1e-5", "LayerNorm"],
            ["RMS norm", "as layer norm, cheaper: large transformers", "eps 1e-6", "RMSNorm"],
            ["group norm", "CNNs with batches below 32", "32 groups", "GroupNorm"],
            ["instance norm", "style transfer", "–", "InstanceNorm2d"],
            ["weight norm", "direction and length of weights apart", "–", "WeightNormLinear"],
        ]),
        new("Regularization", "More data first; then in this order.", s_columns,
        [
            ["early stopping", "always, with a validation part", "patience 5–20", "EarlyStopping"],
            ["dropout", "hidden layers of MLPs", "0.1–0.5; input 0.1–0.3; output 0", "Dropout"],
            ["weight decay (L2)", "always worth a try", "AdamW 1e-4–1e-2", "AdamW"],
            ["L1", "weights that are exactly 0 are wanted", "1e-5–1e-3, by the proximal step", "Optimizer.L1, Loss.L1Penalty, Sparsity.Of"],
            ["class weights, samplers", "a class has under 10 % of the rows", "balanced", "ClassBalance.ClassWeights, Sampler.Balanced"],
            ["augmentation of tables", "few rows, or a rare class", "mixup α 0.2; noise 5 % of the deviation", "Mixup, FeatureNoise, Smote"],
            ["weight averaging", "the last epochs jump around", "EMA 0.999; SWA of the last quarter", "ExponentialMovingAverage, StochasticWeightAverage"],
            ["label smoothing", "over-confident classifiers", "0.1", "MultiClassObjective.LabelSmoothing"],
        ]),
        new("Architecture by data", "Begin with the simplest that fits the shape of the data.", s_columns,
        [
            ["gradient boosting", "tables: it often wins, so compare (not in this library)", "–", ""],
            ["MLP", "tables, and features of all kinds", "2–3 layers of 64–512", "Mlp.Create"],
            ["deep MLP with skip connections", "more than 10 layers", "blocks of two layers", "Residual"],
            ["CNN", "pictures; anything where neighbours belong together", "channels doubling", ""],
            ["recurrent", "series, text by character, streams", "1–3 layers of 64–512", ""],
            ["transformer", "text, long series, much data", "2–12 blocks", ""],
        ]),
    ];
}
