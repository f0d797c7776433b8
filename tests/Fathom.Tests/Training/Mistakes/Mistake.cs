using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fathom.Tests.Training.Mistakes;

/// <summary>How a mistake is answered: by a message with these words, or by the compiler.</summary>
internal static class Mistake
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using Fathom;";

    /// <summary>Demands an exception whose message has all these words.</summary>
    public static T Says<T>(Action action, params string[] words)
        where T : Exception
    {
        T error = Assert.ThrowsAny<T>(action);
        foreach (string word in words)
            Assert.Contains(word, error.Message);
        return error;
    }

    /// <summary>The same of a model: nothing in it may have changed.</summary>
    public static T Says<T>(Layer untouched, Action action, params string[] words)
        where T : Exception
    {
        byte[][] before = [.. untouched.State.Select(item => item.Tensor.Bytes.ToArray())];
        T error = Says<T>(action, words);
        Assert.Equal(before, untouched.State.Select(item => item.Tensor.Bytes.ToArray()));
        return error;
    }

    /// <summary>A training that must be refused.</summary>
    public static void Fit(Layer model, Objective objective, Dataset data, Dataset? validation = null, Optimizer? optimizer = null, int epochs = 1, int batchSize = 4, params Callback[] callbacks) =>
        new Trainer(model, optimizer ?? new Sgd(model, lr: 0.1), objective) { Callbacks = callbacks, Rng = new Rng(1) }.Fit(data, validation, epochs, batchSize, TestContext.Current.CancellationToken);

    /// <summary>Demands that statements do not compile, with this error, and that those that are right do.</summary>
    public static void CompilerRefuses(string wrong, string error, string right)
    {
        Assert.Empty(Errors(right));
        Assert.Contains(error, Errors(wrong));
    }

    private static IEnumerable<string> Errors(string statements)
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create(
            "snippet",
            [
                CSharpSyntaxTree.ParseText(Usings, cancellationToken: TestContext.Current.CancellationToken),
                CSharpSyntaxTree.ParseText($"public static class Snippet {{ public static void Run(Dataset data, Layer model, Tensor x, Tensor y) {{ {statements} }} }}", cancellationToken: TestContext.Current.CancellationToken),
            ],
            platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(item => item.Severity == DiagnosticSeverity.Error).Select(item => item.Id);
    }
}
