namespace Fathom.Tests.Training.Profiling;

/// <summary>Each rule speaks where its figures are met, and is silent elsewhere. The machine here does 100 GFLOP/s, moves 10 GB/s, and an operation costs 1 µs.</summary>
public sealed class ProfileAdviceTests
{
    private static readonly MachineSpeed s_machine = new(1, 1e11, 1e10, 1e-6);

    [Fact]
    public void Small_operations_are_bound_by_fixed_cost() => Expect(
        ProfileAdviceKind.FixedCost, Layer(new ReLU(), Item("ReLU", 3e-6, calls: 1)), "bound by fixed cost: 1 operation of 3 µs, where one that does nothing costs 1 µs", "More rows in a batch (8 now)", "more threads do not");

    [Fact]
    public void Dropout_is_named() => Expect(ProfileAdviceKind.Dropout, Layer(new Dropout(0.5), Item("Dropout", 1e-3)), "dropout takes 100 % of the step, 1 ms");

    [Fact]
    public void Products_near_the_peak_have_little_to_gain() =>
        Expect(ProfileAdviceKind.NearPeak, Layer(new Linear(4, 4), Item("Linear", 1e-3, work: 0.7e8)), "reaches 70 % of this machine's peak", "only less work");

    [Fact]
    public void Products_with_few_columns_say_so() =>
        Expect(ProfileAdviceKind.Product, Layer(new Linear(4, 10), Item("Linear", 1e-3, work: 1e7, output: [64, 10])), "reaches 10 % of this machine's peak", "10 output columns fill a part of a vector of 16 numbers");

    [Fact]
    public void Products_with_few_rows_ask_for_more() =>
        Expect(ProfileAdviceKind.Product, Layer(new Linear(4, 64), Item("Linear", 1e-3, work: 1e7, output: [1, 64])), "weights are read from memory for 1 row only", "(8 now)");

    [Fact]
    public void Other_products_give_their_size() =>
        Expect(ProfileAdviceKind.Product, Layer(new Linear(4, 64), Item("Linear", 1e-3, work: 1e7, output: [32, 64])), "its products have 32 rows and 64 columns");

    [Fact]
    public void Convolutions_with_few_channels_say_so() =>
        Expect(ProfileAdviceKind.Product, Layer(new Conv2d(1, 32, 3), Item("Conv2d", 1e-3, work: 1e7, output: [8, 32, 26, 26])), "1 input channel a group give each sum only 9 terms");

    [Fact]
    public void Convolutions_with_odd_channels_say_so() =>
        Expect(ProfileAdviceKind.Product, Layer(new Conv2d(20, 30, 3), Item("Conv2d", 1e-3, work: 1e7, output: [8, 30, 26, 26])), "20 channels become 30; in multiples of 16 they would fill vectors");

    [Fact]
    public void Other_convolutions_tell_their_pictures() =>
        Expect(ProfileAdviceKind.Product, Layer(new Conv2d(16, 32, 3), Item("Conv2d", 1e-3, work: 1e7, output: [8, 32, 26, 20])), "16 channels become 32 on pictures of 26 × 20");

    [Fact]
    public void Recurrence_waits_for_its_steps() =>
        Expect(ProfileAdviceKind.Product, Layer(new LSTM(4, 4), Item("LSTM", 1e-3, work: 1e7, output: [64, 32, 4])), "its 64 steps wait for each other, each a product of 32 rows");

    [Fact]
    public void Attention_says_what_is_no_product() =>
        Expect(ProfileAdviceKind.Product, Layer(new MultiHeadAttention(4, 2), Item("ScaledDotProductAttention", 1e-3, work: 1e7, output: [8, 4, 4])), "softmax between them is no product");

    [Fact]
    public void Products_inside_something_slower_are_put_in_their_place() => Expect(
        ProfileAdviceKind.Product, Layer(new Linear(4, 4), Item("Permute", 2e-3), Item("Linear", 1e-3, work: 1e7)), "its products take 33 % of its time; most goes into Permute");

    [Fact]
    public void What_moves_many_bytes_is_bound_by_memory() =>
        Expect(ProfileAdviceKind.Memory, Layer(new ReLU(), Item("ReLU", 1e-3, bytes: 8e6)), "memory-bound: it moves 8 MB a step at 80 % of what memory gives", "faster arithmetic does not");

    [Fact]
    public void What_moves_bytes_faster_than_memory_runs_from_caches() =>
        Expect(ProfileAdviceKind.Cache, Layer(new ReLU(), Item("ReLU", 1e-3, bytes: 3e7)), "30 MB a step faster than memory could (300 % of it), so from caches", "fewer or smaller tensors");

    [Fact]
    public void Expensive_functions_are_named_with_their_price() =>
        Expect(ProfileAdviceKind.Function, Layer(new Tanh(), Item("Tanh", 1e-3, bytes: 1e6, output: [1000, 100])), "Tanh costs 10 ns a number", "10 % of it", "ReLU");

    [Fact]
    public void Anything_else_gets_its_figures() =>
        Expect(ProfileAdviceKind.Other, Layer(new MaxPool2d(2), Item("MaxPool", 1e-3, bytes: 1e6)), "mostly MaxPool: 1 run of 1 ms, 1 MB at 10 % of what memory gives", "make what it works on smaller");

    [Fact]
    public void Few_numbers_cost_less_each_in_larger_batches() =>
        Expect(ProfileAdviceKind.Other, Layer(new MaxPool2d(2), Item("MaxPool", 1e-5, bytes: 2e3)), "what it costs for so few numbers hardly grows with them; more rows in a batch (8 now) share it");

    [Fact]
    public void Gathering_rows_can_be_done_ahead() =>
        Expect(ProfileAdviceKind.Data, new ProfileRow(ProfileKind.Data, "", "rows of the batch", [Item("rows of the batch", 1e-3)]) { ForwardSeconds = 1e-3 }, "gathering 8 rows takes 100 % of the step, 1 ms", "prefetch: true");

    [Fact]
    public void The_optimizer_weighs_less_in_large_batches() =>
        Expect(ProfileAdviceKind.Optimizer, new ProfileRow(ProfileKind.Optimizer, "", "Adam", [Item("Adam", 1e-3)]) { ForwardSeconds = 1e-3, BytesMoved = 5e6 }, "Adam takes 100 % of the step", "5 MB at 50 % of what memory gives, whatever the batch: with more than 8 rows");

    [Fact]
    public void The_rest_of_a_step_is_fixed_cost() =>
        Expect(ProfileAdviceKind.FixedCost, new ProfileRow(ProfileKind.Other, "", "rest of the step", [Item("rest", 1e-3)]) { ForwardSeconds = 1e-3 }, "the rest of the step, 1 ms, is 100 % of it");

    [Fact]
    public void The_largest_item_comes_first_then_data_and_dropout_of_a_tenth()
    {
        ProfileRow large = Layer(new ReLU(), Item("ReLU", 6e-3, bytes: 5e7)), drop = Layer(new Dropout(0.1), Item("Dropout", 2e-3)), small = Layer(new Dropout(0.1), Item("Dropout", 5e-4));
        var data = new ProfileRow(ProfileKind.Data, "", "rows of the batch", [Item("rows of the batch", 3e-3)]) { ForwardSeconds = 3e-3 };
        Assert.Equal([ProfileAdviceKind.Memory, ProfileAdviceKind.Data, ProfileAdviceKind.Dropout], Of(data, large, drop, small).Advice.Select(advice => advice.Kind));
    }

    [Fact]
    public void A_step_of_small_operations_is_said_to_be_one()
    {
        Profile profile = Of(Layer(new ReLU(), Item("ReLU", 1e-5, bytes: 5e4)), Layer(new ReLU(), Item("ReLU", 5e-6)), Layer(new ReLU(), Item("ReLU", 4e-6)));
        Assert.Equal([ProfileAdviceKind.Memory, ProfileAdviceKind.FixedCost], profile.Advice.Select(advice => advice.Kind));
        Assert.Contains("its operations without any work would take 16 % of it", profile.Advice[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "B", "0 B")]
    [InlineData(999, "B", "999 B")]
    [InlineData(0.5, "B", "0.5 B")]
    [InlineData(4_821_000, "B", "4.82 MB")]
    [InlineData(1.04e-3, "s", "1.04 ms")]
    [InlineData(9.999e-4, "s", "1 ms")]
    [InlineData(2.5e-10, "s", "0.25 ns")]
    [InlineData(12.34, "s", "12.3 s")]
    public void Figures_have_three_digits_and_a_prefix(double value, string unit, string text) => Assert.Equal(text, ProfileText.Scaled(value, unit));

    private static void Expect(ProfileAdviceKind kind, ProfileRow row, params string[] parts)
    {
        ProfileAdvice advice = Of(row).Advice[0];
        Assert.Equal(kind, advice.Kind);
        Assert.All(parts, part => Assert.Contains(part, advice.Text, StringComparison.Ordinal));
        Assert.Contains("(100 %): ", advice.Text, StringComparison.Ordinal);
    }

    private static Profile Of(params ProfileRow[] rows) => new(rows, s_machine) { BatchRows = 8, Steps = 3, StepSeconds = rows.Sum(row => row.Seconds) };

    private static ProfileRow Layer(Module module, params ProfileOperation[] operations) => new(ProfileKind.Layer, "0", module.ToString(), operations)
    {
        Module = module,
        ForwardSeconds = operations.Sum(item => item.ForwardSeconds),
        Calls = 1,
        Work = operations.Sum(item => item.Work),
        BytesMoved = operations.Sum(item => item.BytesMoved),
    };

    private static ProfileOperation Item(string name, double seconds, double work = 0, double bytes = 0, int calls = 1, Shape output = default) =>
        new("0", name, "", output) { ForwardSeconds = seconds, Work = work, BytesMoved = bytes, Calls = calls };
}
