using System.Text.Unicode;

namespace Fathom;

/// <summary>Guesses from its first bytes what a file given by mistake really is, so that a refusal can say so.</summary>
internal static class FileKind
{
    /// <summary>Bytes of the start of a file that are enough for a guess.</summary>
    public const int Enough = 512;

    /// <summary>A sentence such as "It looks like a PNG image.", with the way out where there is one; null when nothing is recognised.</summary>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("version https://git-lfs"u8))
            return "It is a Git LFS pointer, not the file itself: run `git lfs pull`, or download the file again.";
        if (start.StartsWith("PK\u0003\u0004"u8))
            return "It looks like a zip archive (PyTorch .pt/.pth, Keras .keras or NumPy .npz). "
                + "In Python, save with `safetensors.torch.save_file(model.state_dict(), \"model.safetensors\")`.";
        if (start.Length > 1 && start[0] == 0x80 && start[1] is >= 2 and <= 5)
            return "It looks like a Python pickle (.pkl, old .pt), which can run code when opened and is never read here. "
                + "In Python, save with `safetensors.torch.save_file(model.state_dict(), \"model.safetensors\")`.";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return "It looks like a PNG image.";
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return "It looks like a JPEG image.";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']))
            return "It looks like an HDF5 file (Keras .h5).";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y']))
            return "It looks like a NumPy .npy array.";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "It looks like a gzip archive: unpack it first.";
        if (start.StartsWith("GGUF"u8))
            return "It looks like a GGUF model (llama.cpp).";
        if (start.StartsWith("%PDF"u8))
            return "It looks like a PDF document.";
        if (IsOnnx(start))
            return "It looks like an ONNX model.";
        if (IsText(start))
            return start.TrimStart(" \t\r\n"u8) switch
            {
                [(byte)'<', ..] => "It looks like a web page or XML: the download may have answered with an error page.",
                [(byte)'{' or (byte)'[', ..] => "It looks like JSON text (an index or a configuration, not the weights).",
                _ => "It looks like plain text.",
            };
        return null;
    }

    // ModelProto starts with field 1 (ir_version, a small varint) and goes on with field 2 (producer), 3, 7 (graph) or 8 (opset).
    private static bool IsOnnx(ReadOnlySpan<byte> start) =>
        start.Length > 3 && start[0] == 0x08 && start[1] is >= 1 and <= 30 && start[2] is 0x12 or 0x1A or 0x3A or 0x42;

    // A sample may end inside a character, so its last three bytes are not judged when it is full.
    private static bool IsText(ReadOnlySpan<byte> start)
    {
        if (start.Length < 4 || start.IndexOfAnyInRange((byte)0, (byte)8) >= 0)
            return false;
        for (int cut = 0; cut < (start.Length >= Enough ? 4 : 1); cut++)
            if (Utf8.IsValid(start[..^cut]))
                return true;
        return false;
    }
}
