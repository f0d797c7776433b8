using static Fathom.ProfileText;

namespace Fathom;

/// <summary>One line of advice on a profile: what bounds an item, in figures, and the way out.</summary>
/// <param name="Kind">The rule that speaks.</param>
/// <param name="Row">What it is about.</param>
/// <param name="Text">The line.</param>
public sealed record ProfileAdvice(ProfileAdviceKind Kind, ProfileRow Row, string Text)
{
    private const double NearPeak = 0.6, NearBandwidth = 0.5, BeyondBandwidth = 1.2, FixedCostFactor = 4, LargeShare = 0.1, LargeFixedShare = 0.15, SmallWork = 0.25;
    private const int FewColumns = 16, FewChannels = 4;
    private const double SmallBytes = 64e3;

    private static readonly HashSet<string> s_functions = ["Tanh", "Sigmoid", "GELU", "GELUTanh", "Exp", "Log", "SiLU", "Mish", "ELU", "CELU", "SELU", "Softplus", "Softmax", "LogSoftmax", "LogSigmoid", "Erf", "Pow", "Sin", "Cos"];

    /// <summary>The advice on a profile: on the largest item first, then on data and dropout where they take a tenth of the step.</summary>
    /// <param name="profile">The profile.</param>
    public static IReadOnlyList<ProfileAdvice> Of(Profile profile)
    {
        var lines = new List<ProfileAdvice>();
        foreach (ProfileRow row in profile.Rows.OrderByDescending(row => row.Seconds))
        {
            if (lines.Count == 0 || (profile.ShareOf(row) >= LargeShare && (row.Kind == ProfileKind.Data || IsDropout(row))))
                lines.Add(On(profile, row));
        }

        double empty = profile.Rows.SelectMany(row => row.Operations).Sum(item => item.Calls) * profile.Machine.OperationSeconds;
        if (lines.Count > 0 && lines[0].Kind != ProfileAdviceKind.FixedCost && empty >= LargeFixedShare * profile.StepSeconds)
        {
            lines.Add(new ProfileAdvice(ProfileAdviceKind.FixedCost, lines[0].Row, $"the step as a whole: its operations without any work would take {Percent(empty / profile.StepSeconds)} of it. "
                + $"More rows in a batch ({profile.BatchRows} now) share that cost; more threads do not."));
        }

        return lines;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static ProfileAdvice On(Profile profile, ProfileRow row)
    {
        string share = Percent(profile.ShareOf(row)), moved = Scaled(row.BytesMoved, "B"), bandwidth = Percent(profile.ShareOfBandwidth(row));
        int runs = Math.Max(1, row.Operations.Sum(item => item.Calls));
        double each = row.Seconds / runs;
        return row.Kind switch
        {
            ProfileKind.Data => Say(ProfileAdviceKind.Data, $"gathering {Plural(profile.BatchRows, "row")} takes {share} of the step, {Time(row.Seconds)}: make them ahead in the background (Steps(…, prefetch: true)), keep them as tensors, or change less in each row."),
            ProfileKind.Optimizer => Say(ProfileAdviceKind.Optimizer, $"{row.Name} takes {share} of the step for reading gradients and changing weights, {moved} at {bandwidth} of what memory gives, whatever the batch: with more than {Plural(profile.BatchRows, "row")} a step it is a smaller share."),
            ProfileKind.Other => Say(ProfileAdviceKind.FixedCost, $"the rest of the step, {Time(row.Seconds)}, is {share} of it: opening and closing steps and code between operations. Larger batches make it a smaller share."),
            _ => OnOperations(),
        };

        ProfileAdvice OnOperations()
        {
            if (each < FixedCostFactor * profile.Machine.OperationSeconds)
            {
                return Say(ProfileAdviceKind.FixedCost, $"bound by fixed cost: {Plural(runs, "operation")} of {Time(each)}, where one that does nothing costs {Time(profile.Machine.OperationSeconds)}. "
                    + $"More rows in a batch ({profile.BatchRows} now) or fewer, larger operations help; more threads do not.");
            }

            if (IsDropout(row))
                return Say(ProfileAdviceKind.Dropout, $"dropout takes {share} of the step, {Time(row.Seconds)}: a random number for each element, each time. Drop fewer or smaller tensors, or use weight decay instead.");
            if (row.Work > 0 && profile.ShareOfPeak(row) >= NearPeak)
                return Say(ProfileAdviceKind.NearPeak, $"reaches {Percent(profile.ShareOfPeak(row))} of this machine's peak: only less work (fewer units or channels, smaller inputs) or more processors make it faster.");
            if (row.Work > 0 && (row.Seconds * SmallWork < row.Work / profile.Machine.Peak || profile.ShareOfBandwidth(row) < NearBandwidth))
                return Say(ProfileAdviceKind.Product, $"reaches {Percent(profile.ShareOfPeak(row))} of this machine's peak: {Shape(profile, row)}");
            ProfileOperation longest = row.Operations[0];
            if (profile.ShareOfBandwidth(row) >= BeyondBandwidth)
            {
                return Say(ProfileAdviceKind.Cache, $"it moves {moved} a step faster than memory could ({bandwidth} of it), so from caches, and does no products: only fewer or smaller tensors help, "
                    + $"such as {longest.Name} behind a layer that makes them smaller.");
            }

            if (profile.ShareOfBandwidth(row) >= NearBandwidth)
                return Say(ProfileAdviceKind.Memory, $"memory-bound: it moves {moved} a step at {bandwidth} of what memory gives. Smaller activations (strides or pooling earlier, fewer channels, shorter sequences) or fewer element-wise layers help; faster arithmetic does not.");
            if (s_functions.Contains(longest.Name))
                return Say(ProfileAdviceKind.Function, $"{longest.Name} costs {Time(longest.Seconds / Math.Max(1.0, (double)longest.Calls * longest.Output.Length))} a number, forward and backward, and is not held up by memory ({bandwidth} of it): a cheaper function such as ReLU, or fewer numbers.");
            return Say(ProfileAdviceKind.Other, $"mostly {longest.Name}: {Plural(longest.Calls, "run")} of {Time(longest.Seconds / Math.Max(1, longest.Calls))}, {moved} at {bandwidth} of what memory gives, no products: "
                + (row.BytesMoved < SmallBytes ? $"what it costs for so few numbers hardly grows with them; more rows in a batch ({profile.BatchRows} now) share it." : "make what it works on smaller, or do without it."));
        }

        ProfileAdvice Say(ProfileAdviceKind kind, string text) => new(kind, row, $"{row} ({share}): {text}");
    }

    /// <summary>Why a product is far from the peak, as far as shapes tell.</summary>
    private static string Shape(Profile profile, ProfileRow row)
    {
        ProfileOperation product = row.Operations.Where(item => item.Work > 0).MaxBy(item => item.Seconds)!;
        if (product.Seconds < row.Seconds / 2)
            return $"its products take {Percent(product.Seconds / row.Seconds)} of its time; most goes into {row.Operations[0].Name}.";
        switch (product.Name)
        {
            case "RNN" or "LSTM" or "GRU":
                return $"its {product.Output[0]} steps wait for each other, each a product of {Plural(product.Output[1], "row")}: more sequences in a batch help, longer ones do not.";
            case "ScaledDotProductAttention":
                return "each head's products are small, and softmax between them is no product: fewer, wider heads help, and so does a shorter window.";
            case "Conv1d" or "Conv2d" or "ConvTranspose1d" or "ConvTranspose2d" when row.Module is Convolution { Weight: var weight } convolution:
                int inputs = weight.Shape[1];
                return inputs < FewChannels
                    ? $"{Plural(inputs, "input channel")} a group give each sum only {weight.Shape[1..].Length} terms: memory and edges weigh more than products. More channels cost less than they add."
                    : convolution.Inputs % FewColumns != 0 || convolution.Outputs % FewColumns != 0
                        ? $"{convolution.Inputs} channels become {convolution.Outputs}; in multiples of {FewColumns} they would fill vectors."
                        : $"{convolution.Inputs} channels become {convolution.Outputs} on pictures of {string.Join(" × ", product.Output[2..].AsSpan().ToArray())}: wider layers on smaller pictures do more products for each number they load; strides or pooling before it make it less work.";
            default:
                int columns = product.Output.Rank > 0 ? product.Output[^1] : 1, rows = product.Output.Length / Math.Max(1, columns);
                if (columns < FewColumns)
                    return $"{Plural(columns, "output column")} fill a part of a vector of {FewColumns} numbers. As the end of a network that is how it is; inside, take multiples of {FewColumns}.";
                if (rows < FewColumns)
                    return $"weights are read from memory for {Plural(rows, "row")} only: more rows in a batch ({profile.BatchRows} now) use each of them more often.";
                return $"its products have {rows} rows and {columns} columns: larger batches or wider layers come closer to the peak.";
        }
    }

    private static bool IsDropout(ProfileRow row) => row.Operations.Count > 0 && row.Operations[0].Name == nameof(Dropout);
}
