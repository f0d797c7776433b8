using System.Globalization;

namespace Fathom.Cli;

/// <summary>A published set of images by its name: from a folder, the cache, or downloaded.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What the command does.</param>
/// <param name="read">Reads it.</param>
internal sealed class KnownImageSource(string name, string description, KnownImageSource.Reader read) : ImageSource(name, description)
{
    /// <summary>Reads a set's training and test part.</summary>
    public delegate DatasetSplit Reader(string? directory, bool normalize, Action<DownloadProgress>? progress, CancellationToken cancel);

    public override bool IsDownloaded => true;

    public override ImageParts Open(ImageOptions options, Shell shell, ICollection<Notice> notices, CancellationToken cancel)
    {
        string? folder = options.Data is null ? null : shell.Resolve(options.Data);
        if (folder is not null && !Directory.Exists(folder))
            throw new UsageException($"--data {options.Data} is no folder; name the one that holds the set's four IDX files, or leave --data out to take them from the cache or download them.");
        var progress = new DownloadView(shell);
        DatasetSplit parts = read(folder, false, progress.Show, cancel);
        progress.End();
        return new ImageParts(Name, $"{Name}{(options.Data is null ? "" : $" from {options.Data}")}", parts.Train.ClassNames!, Set(parts.Train), Set(parts.Test!));
    }

    private static ImageSet Set(Dataset part) => new((ImageRows)part.Source, row => string.Create(CultureInfo.InvariantCulture, $"#{row:N0}"));
}
