using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Fathom.Tests.Architecture;

namespace Fathom.Tests.Reports.Browser;

/// <summary>
/// A Chromium of this machine, without a window and without a network, driven over its own protocol: a few messages over a web socket. A driver package
/// would be two hundred megabytes that every clone restores, for the same messages.
/// </summary>
public sealed class Chromium : IDisposable
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    private readonly Process? _process;
    private readonly ClientWebSocket _socket = new();
    private readonly string _profile = Path.Combine(Path.GetTempPath(), $"fathom-browser-{Guid.NewGuid():N}");
    private readonly List<JsonNode> _events = [];
    private int _last;

    public Chromium()
    {
        Axe = Repository.Full("tests/Fathom.Tests/Reports/Browser/node_modules/axe-core/axe.min.js");
        string? program = Environment.GetEnvironmentVariable("FATHOM_CHROMIUM") ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        Missing = program is null ? "no Chromium was found in PATH; FATHOM_CHROMIUM names one" : File.Exists(Axe) ? null : "axe-core is not there: npm ci in tests/Fathom.Tests/Reports/Browser brings it";
        if (Missing is not null)
            return;
        _process = Process.Start(new ProcessStartInfo(program!, ["--headless=new", "--remote-debugging-port=0", $"--user-data-dir={_profile}", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-extensions", "--no-first-run", "--hide-scrollbars", "about:blank"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string? line;
        do
            line = _process.StandardError.ReadLine();
        while (line is not null && !line.Contains("DevTools listening on ", StringComparison.Ordinal));
        Assert.True(line is not null, "Chromium ended before it listened.");
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);          // a full pipe would hold the browser up
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _socket.ConnectAsync(new Uri(line[(line.LastIndexOf(' ') + 1)..]), CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>Why there is no browser; null when there is one.</summary>
    public string? Missing { get; }

    /// <summary>The script that examines a page.</summary>
    public string Axe { get; }

    /// <summary>Opens an empty tab without a network and gives its session.</summary>
    public string Open(int width, bool isDark)
    {
        string target = (string)Send("Target.createTarget", new JsonObject { ["url"] = "about:blank" })["targetId"]!;
        string session = (string)Send("Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true })["sessionId"]!;
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"])
            Send($"{domain}.enable", [], session);
        Send("Network.emulateNetworkConditions", new JsonObject { ["offline"] = true, ["latency"] = 0, ["downloadThroughput"] = 0, ["uploadThroughput"] = 0 }, session);
        Send("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 }, session);
        Send("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }) }, session);
        return session;
    }

    /// <summary>Opens a file and waits until it stands.</summary>
    public void Navigate(string session, string file)
    {
        JsonNode answer = Send("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri }, session);
        Assert.Null(answer["errorText"]);
        WaitFor(session, "Page.loadEventFired");
    }

    /// <summary>What an expression gives in the page, awaited.</summary>
    public JsonNode? Evaluate(string session, string expression)
    {
        JsonNode answer = Send("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true }, session);
        Assert.True(answer["exceptionDetails"] is null, $"{expression[..Math.Min(80, expression.Length)]}: {answer["exceptionDetails"]}");
        return answer["result"]!["value"]?.DeepClone();
    }

    /// <summary>Writes a picture of the whole page, not of the window only.</summary>
    public void Capture(string session, string file)
    {
        JsonNode size = Send("Page.getLayoutMetrics", [], session)["cssContentSize"]!;
        var clip = new JsonObject { ["x"] = 0, ["y"] = 0, ["width"] = (double)size["width"]!, ["height"] = (double)size["height"]!, ["scale"] = 1 };
        string png = (string)Send("Page.captureScreenshot", new JsonObject { ["format"] = "png", ["captureBeyondViewport"] = true, ["clip"] = clip, ["optimizeForSpeed"] = true }, session)["data"]!;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Convert.FromBase64String(png));
    }

    /// <summary>What was said in a session so far: messages to the console, exceptions, entries of the log.</summary>
    public IEnumerable<string> Said(string session) =>
        from said in _events
        where (string?)said["sessionId"] == session && (string?)said["method"] is "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" or "Log.entryAdded"
        select said["params"]!.ToJsonString();

    /// <summary>What a session asked for.</summary>
    public IEnumerable<string> Requested(string session) =>
        from asked in _events
        where (string?)asked["sessionId"] == session && (string?)asked["method"] == "Network.requestWillBeSent"
        select (string)asked["params"]!["request"]!["url"]!;

    public void Dispose()
    {
        _socket.Dispose();
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        for (int tries = 0; tries < 5 && Directory.Exists(_profile); tries++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(100);                              // helpers of the browser write a moment longer
            }
        }
    }

    private void WaitFor(string session, string method)
    {
        while (!_events.Any(one => (string?)one["sessionId"] == session && (string?)one["method"] == method))
            _events.Add(Receive());
    }

    private JsonNode Send(string method, JsonObject parameters, string? session = null)
    {
        var message = new JsonObject { ["id"] = ++_last, ["method"] = method, ["params"] = parameters };
        if (session is not null)
            message["sessionId"] = session;
        _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        for (; ; )
        {
            JsonNode answer = Receive();
            if ((int?)answer["id"] != _last)
            {
                _events.Add(answer);
                continue;
            }

            Assert.True(answer["error"] is null, $"{method}: {answer["error"]}");
            return answer["result"]!;
        }
    }

    private JsonNode Receive()
    {
        using var whole = new MemoryStream();
        byte[] part = new byte[1 << 16];
        for (; ; )
        {
            WebSocketReceiveResult got = _socket.ReceiveAsync(part, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            whole.Write(part, 0, got.Count);
            if (got.EndOfMessage)
                return JsonNode.Parse(whole.ToArray())!;
        }
    }
}
