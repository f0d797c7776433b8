using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>What a result was measured on: a figure without it means nothing.</summary>
/// <param name="Processor">Its name as it gives it, with family and model where the name alone says little.</param>
/// <param name="Cores">Processors that this process may use.</param>
/// <param name="Caches">Sizes of the data caches, from the first level on, as the system tells them; empty where it does not.</param>
/// <param name="VectorBits">The width that the matrix product uses.</param>
/// <param name="Peak">Multiply-add peak of one core in GFLOP/s, measured.</param>
/// <param name="Dotnet">The runtime.</param>
/// <param name="System">The operating system.</param>
internal sealed record Machine(string Processor, int Cores, IReadOnlyList<string> Caches, int VectorBits, double Peak, string Dotnet, string System)
{
    private const string CpuInfo = "/proc/cpuinfo", CacheFolder = "/sys/devices/system/cpu/cpu0/cache";

    /// <summary>This machine. Takes a fifth of a second: it measures the peak.</summary>
    public static Machine Here() => new(
        ProcessorName(), Environment.ProcessorCount, DataCaches(), MatMul.Width, PeakMeasure.MultiplyAddPeak<float>() / 1e9, RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription);

    /// <summary>The caches with their bytes, as far as the system tells them, and memory with ten times the last one's.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Name, long Bytes)> Levels
    {
        get
        {
            List<(string Name, long Bytes)> levels = [.. Caches.Select(cache => cache.Split(' ')).Where(parts => parts[1].EndsWith('K')).Select(parts => (parts[0], long.Parse(parts[1][..^1], CultureInfo.InvariantCulture) << 10))];
            if (levels.Count == 0)
                levels = [("L1", 32 << 10), ("L2", 512 << 10), ("L3", 8 << 20)];
            return [.. levels, ("memory", Math.Min(8 * levels[^1].Bytes, 1 << 28))];
        }
    }

    /// <summary>Where numbers of a size lie that a number of threads share: L1 and L2 are each thread's own.</summary>
    public string Level(double bytes, int threads) => Levels.First(level => level.Name == "memory" || bytes <= level.Bytes * (level.Name is "L1" or "L2" ? threads : 1)).Name;

    /// <summary>The processor's name as part of a file's name.</summary>
    public string Slug
    {
        get
        {
            var text = new StringBuilder();
            foreach (char c in Processor.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-'))
                text.Append(c == ' ' ? '-' : c);
            return $"{text.Replace("--", "-").ToString().Trim('-')}-{Cores}-cores";
        }
    }

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor}, {Cores} core{(Cores == 1 ? "" : "s")}{(Caches.Count > 0 ? $", caches {string.Join(" / ", Caches)}" : "")}, {VectorBits}-bit vectors, multiply-add peak {Peak:F0} GFLOP/s a core, {Dotnet}, {System}");

    private static string ProcessorName()
    {
        if (File.Exists(CpuInfo))
        {
            var facts = new Dictionary<string, string>();
            foreach (string[] pair in File.ReadLines(CpuInfo).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).TakeWhile(pair => pair.Length == 2))
                facts.TryAdd(pair[0], pair[1]);
            if (facts.TryGetValue("model name", out string? name))
                return facts.TryGetValue("cpu family", out string? family) && facts.TryGetValue("model", out string? model) ? $"{name} (family {family}, model {model})" : name;
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? $"{RuntimeInformation.ProcessArchitecture} processor";
    }

    private static string[] DataCaches() => !Directory.Exists(CacheFolder) ? [] :
        [.. Directory.GetDirectories(CacheFolder, "index*").Order(StringComparer.Ordinal).Where(index => Fact(index, "type") != "Instruction").Select(index => $"L{Fact(index, "level")} {Fact(index, "size")}")];

    private static string Fact(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "?";
    }
}
