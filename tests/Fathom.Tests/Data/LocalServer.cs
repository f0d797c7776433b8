using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fathom.Tests.Data;

/// <summary>A web server of one file on this machine, with the faults that servers have.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _content;
    private readonly Task _serving;

    public LocalServer(byte[] content)
    {
        _content = content;
        _listener.Start();
        _serving = Task.Run(Serve);
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/data/";

    /// <summary>Where each answer is cut off, counted in bytes sent; answers beyond these are whole.</summary>
    public Queue<int> CutAfter { get; } = new();

    /// <summary>Whether a wish for a part is granted.</summary>
    public bool KnowsRange { get; init; } = true;

    /// <summary>The status of every answer, where it is not 200 or 206.</summary>
    public int? Status { get; init; }

    /// <summary>The path and the Range of every request.</summary>
    public List<string> Requests { get; } = [];

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                try
                {
                    await Answer(client.GetStream());
                }
                catch (IOException)
                {
                    // The other side has gone.
                }
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task Answer(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        string path = (await reader.ReadLineAsync())!.Split(' ')[1];
        int from = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = int.Parse(header["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        }

        Requests.Add(from == 0 ? path : $"{path} from {from}");
        if (!KnowsRange)
            from = 0;
        byte[] body = Status is null ? _content[from..] : "sorry"u8.ToArray();
        string status = Status is { } code ? $"{code} Refused" : from > 0 ? "206 Partial Content" : "200 OK";
        string range = from > 0 && Status is null ? $"Content-Range: bytes {from}-{_content.Length - 1}/{_content.Length}\r\n" : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n{range}Connection: close\r\n\r\n"));
        int sent = CutAfter.TryDequeue(out int cut) ? Math.Min(cut, body.Length) : body.Length;
        await stream.WriteAsync(body.AsMemory(0, sent));
    }
}
