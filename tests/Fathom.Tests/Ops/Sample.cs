namespace Fathom.Tests.Ops;

/// <summary>An operation at work on small inputs, away from its kinks: what every theory of <see cref="EveryOperationTests"/> runs on.</summary>
/// <param name="Op">The operation whose gradient this is.</param>
/// <param name="Call">The call.</param>
/// <param name="Inputs">What it is called with.</param>
public sealed record Sample(Type Op, Func<Tensor[], Tensor> Call, params Input[] Inputs)
{
    /// <summary>Tells samples of one operation apart.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Each result depends on the elements at its own place alone, so that the inputs may have any length.</summary>
    public bool IsElementwise { get; init; }

    /// <summary>Why a NaN in the first input need not show in the result; null where it must.</summary>
    public string? HidesNaN { get; init; }

    /// <summary>A NaN in the first input is an error.</summary>
    public bool RefusesNaN { get; init; }

    /// <summary>A call that must be refused; by default the same call on whole numbers.</summary>
    public Func<Tensor[], Tensor>? Refused { get; init; }

    /// <summary>The inputs as tensors, the differentiable ones asking for a gradient.</summary>
    public Tensor[] Draw(DType type, int length = -1)
    {
        var inputs = new Tensor[Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = Inputs[i].Draw(type, i, length);
        return inputs;
    }

    public override string ToString() => Variant.Length == 0 ? Op.Name : $"{Op.Name} {Variant}";
}
