using System.Globalization;
using System.Text.Json.Nodes;
using Fathom.Tests.Architecture;
using Fathom.Tests.Cli;
using Fathom.Tests.Training;

namespace Fathom.Tests.Reports.Browser;

/// <summary>
/// Reports of every kind of training as a reader sees them: in Chromium, from a file, without a network, wide and narrow, light and dark. Nothing may be
/// said on the console or asked for, axe-core may find nothing serious, no letter may be smaller than 12 px and nothing may scroll the page sideways. The
/// pictures stay in artifacts/reports for looking at.
/// </summary>
public sealed class ReportInBrowserTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const string Unreadable = """
        (() => {
          const small = [];
          for (const element of document.querySelectorAll('body *')) {
            const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
            if (!own || !element.checkVisibility() || element.closest('desc,title,style,.skip')) continue;
            const scale = element.ownerSVGElement ? element.getScreenCTM().a : 1;
            const size = parseFloat(getComputedStyle(element).fontSize) * scale;
            if (size < 11.99) small.push(`${size.toFixed(1)} px: ${element.textContent.trim().slice(0, 40)}`);
          }
          return small;
        })()
        """;

    private const string Serious = """
        axe.run(document, { resultTypes: ['violations'], preload: false }).then(result => result.violations
          .filter(one => one.impact === 'serious' || one.impact === 'critical')
          .map(one => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`))
        """;

    private readonly CliFolder _folder = new();

    public static TheoryData<string, string> Kinds => new()
    {
        { "binary", "train breast-cancer --epochs 30" },
        { "classes", "train classes.csv --target label --epochs 4 --hidden 8" },
        { "labels", "train films.csv --target comedy,drama --task multilabel --epochs 6 --hidden 8" },
        { "images", "train digits --model mlp --epochs 2 --augment shift" },
        { "regression", "train values.csv --target price --epochs 15" },
        { "text", "train text verse.txt --model lstm --width 16 --embedding 8 --context 16 --epochs 2 --batch 8" },
        { "series", "train series airline --epochs 5 --members 2" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_report_opens_offline_and_can_be_read_by_everyone(string kind, string command)
    {
        if (chromium.Missing is { } reason)
        {
            // Continuous integration must not pass over it.
            Assert.False(Environment.GetEnvironmentVariable("FATHOM_BROWSER") == "required", $"The browser test cannot run: {reason}.");
            Assert.Skip($"{reason}; .ci/run installs both.");
        }

        _folder.WriteClasses(rows: 90);
        _folder.WriteValues();
        _folder.Write("films.csv", "a,b,comedy,drama\n" + string.Concat(Enumerable.Range(0, 120).Select(i => FormattableString.Invariant($"{i % 7},{i % 11},{(i % 7 > 3 ? 1 : 0)},{(i % 11 > 6 ? 1 : 0)}\n"))));
        _folder.Write("verse.txt", string.Concat(Enumerable.Repeat("Shall I compare thee to a summer's day?\nThou art more lovely & more <temperate>.\n", 30)));
        _folder.Run([.. command.Split(' '), "--out", kind, "--seed", "3"]).Expect(0);
        File.AppendAllLines(_folder.At($"{kind}/events.jsonl"), [.. Enumerable.Range(1, 40).Select(Health), .. s_findings]);
        _folder.Run("report", kind).Expect(0);
        string page = File.ReadAllText(_folder.At($"{kind}/report.html"));
        Assert.All((string[])["Health", "The learning rate 0.5 is too high."], part => Assert.Contains(part, page, StringComparison.Ordinal));

        var faults = new List<string>();
        foreach ((int width, bool isDark) in new[] { (1280, false), (1280, true), (390, false), (390, true) })
        {
            string where = $"{kind}-{width}-{(isDark ? "dark" : "light")}";
            string session = chromium.Open(width, isDark), file = _folder.At($"{kind}/report.html");
            chromium.Navigate(session, file);

            // Each width and each scheme once: colours do not depend on the width, nor sizes on the colours.
            if (width > 1000 != isDark)
            {
                chromium.Evaluate(session, File.ReadAllText(chromium.Axe) + "\n;0");
                faults.AddRange(Texts(chromium.Evaluate(session, Serious)).Select(fault => $"{where}: {fault}"));
            }

            faults.AddRange(Texts(chromium.Evaluate(session, Unreadable)).Select(fault => $"{where}: too small: {fault}"));
            int scroll = (int)chromium.Evaluate(session, "document.documentElement.scrollWidth")!;
            if (scroll > width)
                faults.Add($"{where}: the page is {scroll} px wide");
            chromium.Capture(session, Repository.Full($"artifacts/reports/{where}.png"));
            faults.AddRange(chromium.Said(session).Select(said => $"{where}: the console says {said}"));
            Assert.Equal([new Uri(file).AbsoluteUri], chromium.Requested(session).Where(url => !url.StartsWith("data:", StringComparison.Ordinal)).Distinct());
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults.Take(25)));
    }

    /// <summary>What finds nothing must be able to find: a page with every fault is reported for each.</summary>
    [Fact]
    public void A_bad_page_is_found_out()
    {
        if (chromium.Missing is { } reason)
            Assert.Skip(reason);
        string file = _folder.At("bad.html");
        File.WriteAllText(file, "<!DOCTYPE html><html><head><title>bad</title></head><body><img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\"><p style=\"font-size:8px;color:#aaa;background:#bbb\">small and pale</p><div style=\"width:3000px\">wide</div><script>console.error('said');fetch('http://127.0.0.1:9/x').catch(() => {})</script></body></html>");
        string session = chromium.Open(390, isDark: false);
        chromium.Navigate(session, file);
        chromium.Evaluate(session, File.ReadAllText(chromium.Axe) + "\n;0");
        string[] serious = Texts(chromium.Evaluate(session, Serious));
        foreach (string id in (string[])["color-contrast", "html-has-lang", "image-alt"])
            Assert.Contains(serious, one => one.StartsWith(id, StringComparison.Ordinal));
        Assert.Contains("small and pale", Assert.Single(Texts(chromium.Evaluate(session, Unreadable))), StringComparison.Ordinal);
        Assert.True((int)chromium.Evaluate(session, "document.documentElement.scrollWidth")! > 390);
        Assert.Contains(chromium.Said(session), said => said.Contains("said", StringComparison.Ordinal));
        Assert.Contains("http://127.0.0.1:9/x", chromium.Requested(session));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Texts(JsonNode? node) => [.. node!.AsArray().Select(one => (string)one!)];

    private static readonly string[] s_findings =
    [
        Finding("rate-too-high", "error", "The learning rate 0.5 is too high.", "The loss rose in 31 of 40 steps.", "K4"),
        Finding("constant-column", "warning", "Column 'c' is constant.", "All 569 values are 1.", "B2"),
        Finding("small-test", "note", "The test part is small.", "114 rows.", "F1"),
    ];

    private static string Finding(string id, string weight, string what, string evidence, string page) => RunFiles.Event(
        "finding",
        $"\"id\":\"{id}\",\"weight\":\"{weight}\",\"what\":\"{what}\",\"evidence\":\"{evidence}\",\"why\":\"It keeps the loss up.\",\"page\":\"{page}\",\"change\":\"Change it.\",\"effect\":\"The loss falls.\",\"place\":\"\"");

    private static string Health(int i)
    {
        string layers = string.Join(',', Enumerable.Range(0, 4).Select(l => string.Create(CultureInfo.InvariantCulture,
            $"{{\"name\":\"{l}\",\"kind\":\"{(l % 2 == 0 ? "Linear" : "ReLU")}\",\"gradient_norm\":{(l % 2 == 0 ? 1.0 / (i + l) : "null")},\"weight_norm\":{(l % 2 == 0 ? 5 + l : "null")},\"update_ratio\":{(l % 2 == 0 ? 0.01 / i : "null")},\"activation_mean\":{0.1 * l},\"activation_deviation\":{1.0 + (0.1 * l)},\"dead_share\":{(l % 2 == 1 ? 0.05 * l : "null")},\"saturated_share\":null,\"weights\":{{\"min\":-1,\"max\":1,\"counts\":[1,4,{9 + l},16,9,4,1],\"not_finite\":0}}}}")));
        return RunFiles.Event("health", string.Create(CultureInfo.InvariantCulture, $"\"step\":{i * 100},\"epoch\":1,\"loss\":{1.0 / i},\"learning_rate\":{0.001 * (41 - i)},\"gradient_norm\":{3.0 / i},\"clipped_share\":{0.4 / i},\"rows_per_second\":{12000 + (i % 5 * 300)},\"data_wait\":0.03,\"layers\":[{layers}]"));
    }
}
