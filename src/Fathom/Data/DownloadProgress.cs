namespace Fathom;

/// <summary>How far a download has come.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Address">Where it comes from.</param>
/// <param name="Bytes">What has arrived, an earlier attempt's part included.</param>
/// <param name="Total">What it will be.</param>
public readonly record struct DownloadProgress(string File, string Address, long Bytes, long Total);
