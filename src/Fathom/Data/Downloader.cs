using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Fathom;

/// <summary>Downloads files of known size and checksum from the first of several addresses that has them.</summary>
/// <remarks>
/// What arrives goes to <c>NAME.part</c>. A download that ends early is taken up there (HTTP Range), also by a later process; a server that does not know
/// Range starts over. Only a file whose SHA-256 is the known one gets its name, by a rename. A file of another checksum is removed and the next address is tried.
/// </remarks>
internal static class Downloader
{
    private const int BufferBytes = 1 << 16;
    private const int Attempts = 3;
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    /// <summary>Downloads files into a folder, which is made where it does not exist.</summary>
    /// <param name="set">What messages call the set.</param>
    /// <param name="files">The files.</param>
    /// <param name="mirrors">Addresses that the files' names are appended to.</param>
    /// <param name="directory">Where the files go.</param>
    /// <param name="progress">Told now and then how far a file has come.</param>
    /// <param name="cancel">Ends the download; the part stays.</param>
    /// <exception cref="DatasetException">No address had the right file: the text says what was tried.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Fetch(string set, IReadOnlyList<KnownFile> files, IReadOnlyList<string> mirrors, string directory, Action<DownloadProgress>? progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(directory);
        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = s_silence }) { Timeout = Timeout.InfiniteTimeSpan };
        foreach (KnownFile file in files)
        {
            var tried = new List<string>();
            if (!mirrors.Any(mirror => TryFetch(client, new Uri(mirror + file.Name), file, directory, progress, tried, cancel)))
            {
                throw new DatasetException(
                    $"{set}: {file.Name} ({file.Bytes:N0} bytes) could not be downloaded. Tried {string.Join("; ", tried)}. "
                    + $"Without a network, put {string.Join(", ", files.Select(one => one.Name))} into {directory} by hand, or give the folder that holds them.");
            }
        }
    }

    /// <summary>Tries one address, more than once while each attempt brings something.</summary>
    private static bool TryFetch(HttpClient client, Uri address, KnownFile file, string directory, Action<DownloadProgress>? progress, List<string> tried, CancellationToken cancel)
    {
        string target = Path.Combine(directory, file.Name), part = target + ".part";
        string fault = "";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            long before = Length(part);
            try
            {
                Download(client, address, file, part, progress, cancel);
                string sum = Sum(part);
                if (sum == file.Sha256)
                {
                    File.Move(part, target, overwrite: true);
                    return true;
                }

                File.Delete(part);
                fault = $"wrong checksum (SHA-256 {sum}, expected {file.Sha256})";
                if (before == 0)
                    break; // a whole file and a wrong one; with a part of an earlier attempt the part may be to blame
            }
            catch (Exception error) when (error is HttpRequestException or IOException or SocketException or TimeoutException && !cancel.IsCancellationRequested)
            {
                fault = error.InnerException is SocketException inner ? inner.Message : error.Message;
                if (error is HttpRequestException { StatusCode: not null } || Length(part) <= before)
                    break; // an answer, or silence: asking again brings the same
            }
        }

        tried.Add($"{address} ({fault.TrimEnd('.')})");
        return false;
    }

    private static void Download(HttpClient client, Uri address, KnownFile file, string part, Action<DownloadProgress>? progress, CancellationToken cancel)
    {
        if (Length(part) > file.Bytes)
            File.Delete(part);
        long have = Length(part);
        if (have == file.Bytes)
            return;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (have > 0)
            request.Headers.Range = new RangeHeaderValue(have, null);
        using HttpResponseMessage answer = Waiting(token => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancel);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{(int)answer.StatusCode} {answer.ReasonPhrase}", null, answer.StatusCode);
        bool resumes = answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == have;
        if (answer.StatusCode == HttpStatusCode.PartialContent && !resumes)
            throw new HttpRequestException($"it answered with another part than asked for ({answer.Content.Headers.ContentRange})", null, answer.StatusCode);
        if (answer.Content.Headers.ContentLength is { } offered && offered != file.Bytes - (resumes ? have : 0))
            throw new HttpRequestException($"it sends {(offered > file.Bytes - (resumes ? have : 0) ? "more" : "fewer")} than the {file.Bytes:N0} bytes of the file: {offered:N0}", null, answer.StatusCode); // as an error page does; the part of another address stays
        using var target = new FileStream(part, resumes ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
        using Stream content = answer.Content.ReadAsStream(cancel);
        byte[] buffer = new byte[BufferBytes];
        long bytes = resumes ? have : 0;
        progress?.Invoke(new DownloadProgress(file.Name, address.ToString(), bytes, file.Bytes));
        while (Waiting(token => content.ReadAsync(buffer, token).AsTask(), cancel) is > 0 and int read)
        {
            bytes += read;
            if (bytes > file.Bytes)
                throw new HttpRequestException($"it sends more than the {file.Bytes:N0} bytes of the file", null, answer.StatusCode);
            target.Write(buffer, 0, read);
            progress?.Invoke(new DownloadProgress(file.Name, address.ToString(), bytes, file.Bytes));
        }

        if (bytes < file.Bytes)
            throw new IOException($"the connection ended after {bytes:N0} of {file.Bytes:N0} bytes");
    }

    /// <summary>Waits for an answer, and gives up on a server that has gone silent.</summary>
    private static T Waiting<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        silence.CancelAfter(s_silence);
        try
        {
            return ask(silence.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {s_silence.TotalSeconds:N0} seconds");
        }
    }

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static string Sum(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
