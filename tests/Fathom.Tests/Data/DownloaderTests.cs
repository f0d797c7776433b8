using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Fathom.Tests.Data;

/// <summary>Downloads from a server on this machine: whole, cut off and taken up again, wrong, missing, cancelled.</summary>
public sealed class DownloaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = new byte[300_000];
    private readonly KnownFile _file;

    public DownloaderTests()
    {
        new Random(1).NextBytes(_content);
        _file = new KnownFile("images.gz", _content.Length, Convert.ToHexStringLower(SHA256.HashData(_content)));
    }

    private string Target => _folder.At("cache", "images.gz");

    private string Part => Target + ".part";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_whole_file_arrives_with_progress()
    {
        using var server = new LocalServer(_content);
        var told = new List<DownloadProgress>();
        Fetch([server.Address], told.Add);
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.False(File.Exists(Part));
        Assert.Equal(["/data/images.gz"], server.Requests);
        Assert.Equal(0, told[0].Bytes);
        Assert.Equal(new DownloadProgress("images.gz", $"{server.Address}images.gz", _content.Length, _content.Length), told[^1]);
        Assert.Equal(told.Select(one => one.Bytes).Order(), told.Select(one => one.Bytes));
    }

    [Fact]
    public void A_connection_that_ends_early_is_taken_up_where_it_ended()
    {
        using var server = new LocalServer(_content);
        server.CutAfter.Enqueue(100_000);
        server.CutAfter.Enqueue(50_000);
        Fetch([server.Address]);
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["/data/images.gz", "/data/images.gz from 100000", "/data/images.gz from 150000"], server.Requests);
    }

    [Fact]
    public void A_part_of_an_earlier_process_is_taken_up()
    {
        using var server = new LocalServer(_content);
        _folder.Write("cache/images.gz.part", _content[..123_456]);
        Fetch([server.Address]);
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["/data/images.gz from 123456"], server.Requests);
    }

    [Fact]
    public void A_server_that_does_not_know_parts_starts_over()
    {
        using var server = new LocalServer(_content) { KnowsRange = false };
        _folder.Write("cache/images.gz.part", _content[..1000]);
        Fetch([server.Address]);
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["/data/images.gz from 1000"], server.Requests);
    }

    [Fact]
    public void A_damaged_part_of_an_earlier_process_is_thrown_away()
    {
        using var server = new LocalServer(_content);
        _folder.Write("cache/images.gz.part", new byte[1000]);
        Fetch([server.Address]);
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["/data/images.gz from 1000", "/data/images.gz"], server.Requests);
    }

    [Fact]
    public void A_file_of_another_checksum_is_removed_and_the_next_address_tried()
    {
        byte[] wrong = [.. _content];
        wrong[7] ^= 1;
        using LocalServer bad = new(wrong), good = new(_content);
        Fetch([bad.Address, good.Address]);
        Assert.Equal(_content, File.ReadAllBytes(Target));

        File.Delete(Target);
        string message = Assert.Throws<DatasetException>(() => Fetch([bad.Address])).Message;
        Assert.Contains("wrong checksum (SHA-256 ", message);
        Assert.False(File.Exists(Target) || File.Exists(Part));
    }

    [Fact]
    public void A_file_that_is_longer_than_it_should_be_is_refused()
    {
        using var server = new LocalServer([.. _content, 1]);
        Assert.Contains("more than the 300,000 bytes", Assert.Throws<DatasetException>(() => Fetch([server.Address])).Message);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void A_page_that_is_not_the_file_leaves_the_part_of_another_address()
    {
        using var page = new LocalServer("<html>log in first</html>"u8.ToArray()) { KnowsRange = false };
        using var good = new LocalServer(_content);
        _folder.Write("cache/images.gz.part", _content[..123_456]);
        Fetch([page.Address, good.Address]);
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["/data/images.gz from 123456"], good.Requests);
        File.Delete(Target);
        Assert.Contains("fewer than the 300,000 bytes", Assert.Throws<DatasetException>(() => Fetch([page.Address])).Message);
    }

    [Fact]
    public void Every_address_is_tried_and_named()
    {
        using var missing = new LocalServer(_content) { Status = 404 };
        using var good = new LocalServer(_content);
        Fetch([missing.Address, good.Address]);
        Assert.Equal(_content, File.ReadAllBytes(Target));

        File.Delete(Target);
        string nobody = $"http://127.0.0.1:{FreePort()}/";
        string message = Assert.Throws<DatasetException>(() => Fetch([missing.Address, nobody])).Message;
        Assert.StartsWith("test set: images.gz (300,000 bytes) could not be downloaded. Tried ", message);
        Assert.Contains($"{missing.Address}images.gz (404 Refused); {nobody}images.gz (", message);
        Assert.Contains($"put images.gz into {_folder.At("cache")} by hand", message);
    }

    [Fact]
    public void A_cancelled_download_keeps_its_part()
    {
        using var server = new LocalServer(_content);
        using var cancel = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Downloader.Fetch("test set", [_file], [server.Address], _folder.At("cache"), told =>
        {
            if (told.Bytes > 0)
                cancel.Cancel();
        }, cancel.Token));
        Assert.False(File.Exists(Target));
        long part = new FileInfo(Part).Length;
        Assert.InRange(part, 1, _content.Length);
        Fetch([server.Address]);
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public void The_cache_is_asked_before_any_server()
    {
        // The whole way from the name: a set whose four files are in the cache needs no address.
        KnownImages images = KnownImages.Mnist with { Mirrors = [] };
        string? before = Environment.GetEnvironmentVariable("FATHOM_DATA");
        Environment.SetEnvironmentVariable("FATHOM_DATA", _folder.Path);
        try
        {
            CancellationToken cancel = TestContext.Current.CancellationToken;
            Assert.Contains("could not be downloaded", Assert.Throws<DatasetException>(() => DataCache.Fetch(images, null, cancel)).Message);
            foreach (KnownFile file in images.Files)
                _folder.Write($"mnist/{file.Name}", [1]);
            Assert.Equal(_folder.Path, DataCache.Fetch(images, null, cancel));
        }
        finally
        {
            Environment.SetEnvironmentVariable("FATHOM_DATA", before);
        }
    }

    private void Fetch(string[] mirrors, Action<DownloadProgress>? progress = null) =>
        Downloader.Fetch("test set", [_file], mirrors, _folder.At("cache"), progress, TestContext.Current.CancellationToken);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
