using System.CommandLine;

namespace Fathom.Cli;

/// <summary>The options that say how mistakes are counted and what makes a decision: the task's head.</summary>
internal sealed class HeadWords
{
    private readonly Option<string?> _loss, _weight, _smoothing, _sampler, _threshold;

    public HeadWords(CliCommand command)
    {
        _loss = command.Text("--loss", "NAME", $"of a regression: one of {string.Join(", ", Head.Losses)}, the last with its bend in standard units (huber:0.5)");
        _weight = command.Text("--class-weight", "balanced|none|W,W", "what mistakes on rare classes or labels count: balanced by their rows, or a number for each; of two classes one number, for the second");
        _smoothing = command.Text("--label-smoothing", "E", "of several classes: the share of every label that is spread over all classes (0), such as 0.1");
        _sampler = command.Text("--sampler", "shuffle|balanced", "every row once an epoch, or rows drawn so that classes come equally often");
        _threshold = command.Text("--threshold", "P", "probability from which the second class, or a label, is predicted (0.5); one for all labels or one each");
    }

    /// <summary>All of them: a saved model has its own.</summary>
    public IEnumerable<Option> All => [_loss, _weight, _smoothing, _sampler, _threshold];

    public TrainOptions Read(ParseResult parsed, TrainOptions options) => options with
    {
        Loss = parsed.GetValue(_loss),
        ClassWeight = parsed.GetValue(_weight),
        LabelSmoothing = OptionText.Number("--label-smoothing", parsed.GetValue(_smoothing), share => share is >= 0 and < 1, "a share of at least 0 and below 1", "0.1"),
        BalancedSampler = OptionText.OneOf("--sampler", parsed.GetValue(_sampler), ["shuffle", "balanced"]) == "balanced",
        Thresholds = parsed.GetValue(_threshold) is { } text
            ? OptionText.Numbers("--threshold", text, p => p is >= 0 and <= 1, "a probability from 0 to 1, or one for each label between commas", "0.3")
            : null,
    };
}
