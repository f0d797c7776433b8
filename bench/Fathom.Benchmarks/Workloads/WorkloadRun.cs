using System.Security.Cryptography;

namespace Fathom.Benchmarks;

/// <summary>A workload made ready: its step, and what the step changes.</summary>
/// <param name="Step">Does one step.</param>
/// <param name="Model">The network that is trained; null where nothing is.</param>
/// <param name="Optimizer">What trains it.</param>
internal sealed record WorkloadRun(Action Step, Layer? Model = null, Optimizer? Optimizer = null)
{
    /// <summary>A step that trains nothing.</summary>
    public static implicit operator WorkloadRun(Action step) => new(step);

    /// <summary>SHA-256 over the bits of all weights, buffers and of the optimizer's state.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (NamedTensor item in (Model?.State ?? []).Concat(Optimizer?.State ?? []))
            hash.AppendData(item.Tensor.Bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
