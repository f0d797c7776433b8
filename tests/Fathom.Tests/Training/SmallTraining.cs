using System.Security.Cryptography;

namespace Fathom.Tests.Training;

/// <summary>All that a training needs.</summary>
internal sealed record SmallTraining(Layer Model, Optimizer Optimizer, Objective Objective, Dataset Data, int BatchSize)
{
    public void Fit(int epochs, params IReadOnlyList<Callback> callbacks) =>
        new Trainer(Model, Optimizer, Objective) { Rng = new Rng(3), Callbacks = callbacks }.Fit(Data, epochs: epochs, batchSize: BatchSize, cancel: TestContext.Current.CancellationToken);

    /// <summary>Of the bits of all that training has changed.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (NamedTensor item in Model.State.Concat(Optimizer.State))
            hash.AppendData(item.Tensor.Bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
