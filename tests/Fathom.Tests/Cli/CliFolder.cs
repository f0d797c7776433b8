using System.Text;
using System.Text.Json.Nodes;
using Fathom.Cli;

namespace Fathom.Tests.Cli;

/// <summary>What a command said and how it ended.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    public string LastLine => Out.TrimEnd('\n').Split('\n')[^1];

    public JsonNode Json => JsonNode.Parse(LastLine)!;

    /// <summary>Fails with what was said when the code is not the expected one.</summary>
    public CliRun Expect(int code)
    {
        Assert.True(Code == code, $"exit code {Code}, expected {code}\n{Error}\n{Out}");
        return this;
    }
}

/// <summary>A folder in which commands run in process; relative paths begin there, and it goes away at the end.</summary>
internal sealed class CliFolder : IDisposable
{
    public CliFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"fathom-cli-{Guid.NewGuid():N}");

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return name;
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return name;
    }

    /// <summary>Runs <c>fathom</c> with these words.</summary>
    public CliRun Run(params string[] words) => Run(new StringWriter { NewLine = "\n" }, default, words);

    /// <summary>Runs <c>fathom</c> with these words, another writer for its output, and a token in place of Ctrl+C.</summary>
    public CliRun Run(TextWriter output, CancellationToken cancel, params string[] words)
    {
        var error = new StringWriter { NewLine = "\n" };
        int code = FathomApp.Run(words, new Shell(output, error) { Folder = Path, CatchInterrupts = () => new Interrupts(cancel) });
        return new CliRun(code, output.ToString()!, error.ToString());
    }

    /// <summary>Two classes that a line parts but for noise, with a text column and gaps.</summary>
    public string WriteClasses(string name = "classes.csv", int rows = 120)
    {
        var text = new StringBuilder("size,weight,colour,label\n");
        var rng = new Rng(7);
        for (int i = 0; i < rows; i++)
        {
            double x = rng.NextDouble(), y = rng.NextDouble();
            string size = i % 17 == 3 ? "" : x.ToString("0.000");
            text.Append($"{size},{y:0.000},{(i % 3 == 0 ? "red" : i % 3 == 1 ? "blue" : "green")},{(x + y > 1 ? "good" : "bad")}\n");
        }

        return Write(name, text.ToString());
    }

    /// <summary>A line with noise, in large units.</summary>
    public string WriteValues(string name = "values.csv", int rows = 200, double unit = 1000)
    {
        var text = new StringBuilder("a,b,price\n");
        var rng = new Rng(11);
        for (int i = 0; i < rows; i++)
        {
            double a = rng.NextDouble(), b = rng.NextDouble();
            text.Append(FormattableString.Invariant($"{a:0.0000},{b:0.0000},{unit * ((3 * a) - b + (0.1 * rng.NextDouble())):0.000}\n"));
        }

        return Write(name, text.ToString());
    }

    /// <summary>Trains briefly and gives the run directory's name.</summary>
    public string Train(string data, params string[] words)
    {
        string run = $"run-{Guid.NewGuid():N}";
        Run(["train", data, .. words, "--out", run]).Expect(0);
        return run;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
