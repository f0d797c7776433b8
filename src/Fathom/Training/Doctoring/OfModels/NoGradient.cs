using static System.FormattableString;

namespace Fathom;

/// <summary>Parameters that training cannot change: no gradient reaches them.</summary>
internal sealed class NoGradient : ModelRule
{
    public override string Id => "no-gradient";

    public override string Title => "parameters without a gradient";

    public override string Why => "What gets no gradient keeps its random start; either forward does not use it, or something on the way (Detach, a step function, dead units) lets nothing through. An optimizer refuses such a step.";

    public override string Effect => "Every parameter learns.";

    public override string Page => "D2";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 60;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Trace.Gradients.Count == 0 || model.HasBrokenData)
            yield break;
        string[] none = Those(double.IsNaN), zero = Those(norm => norm == 0);
        if (none.Length > 0)
        {
            yield return Found(
                $"{(none.Length == 1 ? "The parameter gets" : "Parameters get")} no gradient: {ModelCase.Names(none)}.", Invariant($"{none.Length} of {model.Parameters.Count} parameters are not reached by backward from the loss."),
                "Use them in Forward, freeze them (Freeze()), or drop them; look for Detach, Tape.NoGradients and values read as numbers on the way.", none[0]);
        }

        if (zero.Length > 0 && !model.Parameters.Any(IsClosedGate))
        {
            yield return Found(
                $"The gradient of {ModelCase.Names(zero)} is 0 in every element.", Invariant($"{zero.Length} of {model.Parameters.Count} parameters, over {model.Trace.Rows} rows."),
                "Look for dead units, a flat activation (Heaviside) or a factor of 0 behind them.", zero[0], FindingWeight.Warning);
        }

        // Weights that start at 0 on purpose, as the last of a branch beside a shortcut, let gradients through after the first step.
        bool IsClosedGate(NamedTensor item) =>
            !item.Name.EndsWith("bias", StringComparison.Ordinal) && model.Trace.Gradients[item.Name] > 0 && !item.Tensor.Bytes.ContainsAnyExcept((byte)0);

        string[] Those(Func<double, bool> fits) => [.. model.Parameters.Where(item => item.Tensor.IsLeaf && fits(model.Trace.Gradients[item.Name])).Select(item => item.Name)];
    }
}
