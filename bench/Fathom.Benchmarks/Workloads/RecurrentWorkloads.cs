namespace Fathom.Benchmarks;

/// <summary>The character LSTM: embedding 64, LSTM 256, linear 65, on 32 pieces of 64 characters.</summary>
internal static class RecurrentWorkloads
{
    public static IEnumerable<Workload> All => [new("char-lstm b32 t64", 32 * 64, 4231, 3, 30, Characters)];

    private static WorkloadRun Characters()
    {
        var rng = new Rng(0);
        var model = new CharLstm(65, embedding: 64, width: 256, rng: rng);
        Tensor x = Workload.Labels(rng, 32 * 64, 65).Reshape([32, 64]).Keep();
        return Workload.Training(model, new Adam(model, lr: 1e-3), (output, target) => Loss.CrossEntropy(output.Reshape(-1, 65), target), x, Workload.Labels(rng, 32 * 64, 65));
    }
}
