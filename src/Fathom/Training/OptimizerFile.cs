namespace Fathom;

/// <summary>An optimizer's state as a safetensors file, bit for bit: with the model's file beside it, training goes on as if it had never stopped.</summary>
/// <remarks><code>
/// OptimizerFile.Save(optimizer, "optimizer.safetensors");
/// …
/// OptimizerFile.Load(new AdamW(model), "optimizer.safetensors"); // made with the same arguments, for the same network
/// </code>
/// The file holds what <see cref="Optimizer.State"/> names: step counts, momenta, averages. Arguments as rates and decays stand in the program; a schedule
/// goes on by the step count, see <see cref="Schedule.Describe"/>.</remarks>
public static class OptimizerFile
{
    private const string KindKey = "fathom.optimizer";

    /// <summary>Writes the state; a reader sees the old file or the whole new one.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="path">Path of the file.</param>
    public static void Save(Optimizer optimizer, string path)
    {
        var writer = new SafetensorsWriter { Metadata = { [KindKey] = optimizer.GetType().Name } };
        foreach (NamedTensor item in optimizer.State)
            writer.Add(item.Name, ModelFile.ToSafetensors(item.Tensor.Type), item.Tensor.Shape.AsSpan(), () => item.Tensor.Bytes);
        writer.Save(path);
    }

    /// <summary>Reads a state into an optimizer made as the saved one was.</summary>
    /// <param name="optimizer">The optimizer; unchanged when the file does not fit.</param>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileFormatException">The file is damaged, of another optimizer, or of another network: every difference is named.</exception>
    public static void Load(Optimizer optimizer, string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        string own = optimizer.GetType().Name, saved = file.Metadata.GetValueOrDefault(KindKey, "no optimizer of Fathom's");
        if (saved != own)
            throw new FileFormatException(path, null, $"The file holds the state of {saved}, expected {own}. Make the optimizer that was saved.");
        try
        {
            optimizer.Restore([.. file.Select(item => new NamedTensor(item.Name, Read(item)))]);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new FileFormatException(path, null, error.Message, error);
        }
    }

    /// <summary>A tensor of a file, in memory of its own.</summary>
    internal static Tensor Read(SafetensorsTensor item) => item.Type switch
    {
        SafetensorsType.F32 => Tensor.From(item.ToSingles(), new Shape(item.Shape)),
        SafetensorsType.F64 => Tensor.From(item.ToDoubles(), new Shape(item.Shape)),
        SafetensorsType.BOOL => Tensor.From(item.ToBooleans(), new Shape(item.Shape)),
        _ => Tensor.From(item.ToIntegers(), new Shape(item.Shape)),
    };
}
