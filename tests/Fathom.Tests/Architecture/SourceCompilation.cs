using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fathom.Tests.Architecture;

/// <summary>The sources of one project as the compiler understands them: every name resolved to what it means.</summary>
internal static class SourceCompilation
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly ConcurrentDictionary<string, Lazy<CSharpCompilation>> s_projects = new();

    public static CSharpCompilation Fathom => Of("Fathom");

    /// <summary>The sources of a project under src.</summary>
    public static CSharpCompilation Of(string project) => s_projects.GetOrAdd(project, name => new(() => Compile(name))).Value;

    /// <summary>Syntax trees carry their path relative to the repository root.</summary>
    private static CSharpCompilation Compile(string project)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Parse);
        var trees = Repository.Files($"src/{project}", "*.cs")
            .Select(path => CSharpSyntaxTree.ParseText(Repository.Read(path), options, path))
            .Append(CSharpSyntaxTree.ParseText(ImplicitUsings, options, "usings"));
        var compilation = CSharpCompilation.Create(
            project,
            trees,
            References(project),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

        // A name that does not resolve would be an arrow that no test sees. Members that source generators supply are the exception.
        string[] errors = [.. compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && !IsGenerated(d)).Select(d => d.ToString())];
        Assert.True(errors.Length == 0, $"The sources of {project} must compile for the architecture tests:\n{string.Join("\n", errors.Take(20))}");
        return compilation;
    }

    /// <summary>A partial method without a body, or what a serializer context of JSON lacks: its members are made from its attributes and use nothing but the types named there.</summary>
    private static bool IsGenerated(Diagnostic error) => error.Id switch
    {
        "CS8795" => true,
        "CS0534" or "CS7036" => error.GetMessage().Contains("JsonSerializerContext", StringComparison.Ordinal),
        "CS0117" => error.GetMessage().EndsWith("Json' does not contain a definition for 'Default'", StringComparison.Ordinal),
        _ => false,
    };

    private static IEnumerable<MetadataReference> References(string project)
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return platform.Split(Path.PathSeparator)
            .Where(path => !IsAbove(Path.GetFileNameWithoutExtension(path), project))
            .Select(path => MetadataReference.CreateFromFile(path));
    }

    /// <summary>Whether an assembly is the project itself or one that may use it: those must not be seen.</summary>
    private static bool IsAbove(string assembly, string project) => project == "Fathom"
        ? assembly.StartsWith("Fathom", StringComparison.Ordinal)
        : assembly.StartsWith("Fathom.", StringComparison.Ordinal);
}
