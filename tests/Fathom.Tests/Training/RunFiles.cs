using System.Text;

namespace Fathom.Tests.Training;

/// <summary>Run directories as a training leaves them, made line by line.</summary>
internal sealed class RunFiles : IDisposable
{
    public const string Time = "2026-11-21T22:06:58.3602753Z";

    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    public string At(string name) => Path.Combine(_folder.Path, name);

    /// <summary>Writes a run and gives its directory.</summary>
    public string Write(string name, string settings, params IEnumerable<string> events)
    {
        Directory.CreateDirectory(At(name));
        File.WriteAllText(Path.Combine(At(name), "run.json"), settings);
        File.WriteAllText(Path.Combine(At(name), "events.jsonl"), string.Concat(events.Select(line => line + "\n")));
        return At(name);
    }

    /// <summary>A run of so many events of 200 bytes: an epoch after every tenth sample of health.</summary>
    public string WriteLarge(string name, int events)
    {
        Directory.CreateDirectory(At(name));
        File.WriteAllText(Path.Combine(At(name), "run.json"), """{"name":"large","settings":{"lr":"0.1"}}""");
        using var log = new StreamWriter(Path.Combine(At(name), "events.jsonl"), append: false, new UTF8Encoding(false), 1 << 20);
        for (int i = 1; i <= events; i++)
            log.Write((i % 10 == 0 ? Epoch(i / 10, 1.0 / i) : Health(i)).PadRight(199).Insert(199, "\n"));
        return At(name);
    }

    public static string Event(string kind, string values) => $"{{\"event\":\"{kind}\",\"time\":\"{Time}\",{values}}}";

    public static string Epoch(int epoch, double train, double? validation = null) => Event("epoch", FormattableString.Invariant(
        $"\"epoch\":{epoch},\"train_loss\":{train},\"validation_loss\":{(validation is { } loss ? FormattableString.Invariant($"{loss}") : "null")},\"metrics\":{{\"accuracy\":0.5}},\"learning_rate\":0.1,\"seconds\":0.25"));

    public static string Health(long step, double loss = 0.5) => Event("health", FormattableString.Invariant(
        $"\"step\":{step},\"epoch\":1,\"loss\":{loss},\"learning_rate\":0.1,\"gradient_norm\":1.5,\"clipped_share\":null,\"rows_per_second\":100"));

    public void Dispose() => _folder.Dispose();
}
