namespace Fathom;

/// <summary>Reads a text without remembering anything but its tokens: for each new one the last <see cref="LanguageModel.Context"/> tokens are computed again.</summary>
/// <remarks>What decoders with a memory are compared with. Window and result are the model's own forward pass.</remarks>
/// <param name="model">The model.</param>
public sealed class WindowDecoder(LanguageModel model) : Decoder(model)
{
    private readonly List<long> _window = [];

    /// <inheritdoc/>
    protected override Tensor Advance(ReadOnlySpan<long> tokens)
    {
        _window.AddRange(tokens);
        if (Model.Context is { } context && _window.Count > context)
            _window.RemoveRange(0, _window.Count - context);
        return Model.Forward(Tensor.From<long>([.. _window], [1, _window.Count]))[0][^1];
    }
}
