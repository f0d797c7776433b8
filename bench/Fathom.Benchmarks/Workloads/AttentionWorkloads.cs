namespace Fathom.Benchmarks;

/// <summary>The character GPT: 4 layers, 4 heads, 128 wide, on 12 windows of 64 characters.</summary>
internal static class AttentionWorkloads
{
    public static IEnumerable<Workload> All => [new("char-gpt b12 t64", 12 * 64, 3964, 5, 40, Characters)];

    private static WorkloadRun Characters()
    {
        var rng = new Rng(0);
        var model = new Gpt(65, context: 64, layers: 4, heads: 4, width: 128, rng: rng);
        Tensor x = Workload.Labels(rng, 12 * 64, 65).Reshape([12, 64]).Keep();
        return Workload.Training(model, new AdamW(model, lr: 1e-3), (output, target) => Loss.CrossEntropy(output.Reshape(-1, 65), target), x, Workload.Labels(rng, 12 * 64, 65));
    }
}
