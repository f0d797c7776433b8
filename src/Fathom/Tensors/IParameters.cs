namespace Fathom;

/// <summary>Whatever has trainable tensors with names: a module, a layer, or a list of one's own. What optimizers work on.</summary>
public interface IParameters
{
    /// <summary>The parameters in order, each once: a tied parameter appears under its first name.</summary>
    IReadOnlyList<NamedTensor> Parameters { get; }
}
