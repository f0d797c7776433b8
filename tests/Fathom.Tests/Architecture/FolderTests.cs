using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fathom.Tests.Architecture;

/// <summary>Folders carry the architecture: which of them may use which is the picture of ARCHITECTURE.md, and nothing else compiles past these tests.</summary>
public sealed class FolderTests
{
    /// <summary>
    /// What each folder stands on directly; what those stand on may be used too. Arrows between neighbours are part of it: an optimizer asks its
    /// schedule, a layer takes an initializer, an objective names its metrics and checks a network against data.
    /// </summary>
    private static readonly Dictionary<string, string[]> s_standsOn = new()
    {
        ["Kernels"] = [],
        ["Formats"] = [],
        ["Tensors"] = ["Kernels", "Formats"],
        ["Ops"] = ["Tensors"],
        ["Modules"] = ["Ops"],
        ["Initializers"] = ["Ops"],
        ["Layers"] = ["Modules", "Initializers"],
        ["Metrics"] = ["Ops"],
        ["Advice"] = ["Metrics", "Layers", "Optimizers"],
        ["Losses"] = ["Metrics", "Modules", "Data"],
        ["Schedules"] = ["Ops"],
        ["Optimizers"] = ["Ops", "Schedules"],
        ["Data"] = ["Ops"],
        ["Models"] = ["Layers", "Losses", "Optimizers", "Data"],
        ["Training"] = ["Models"],
        ["Reports"] = ["Training"],
    };

    private static readonly Lazy<List<Arrow>> s_arrows = new(FindArrows);

    [Fact]
    public void Every_folder_is_one_that_the_picture_names()
    {
        string[] unknown = [.. Repository.Files("src/Fathom", "*.cs").Select(Folder).Distinct().Where(folder => !s_standsOn.ContainsKey(folder))];
        Assert.True(unknown.Length == 0, $"Folders of src/Fathom that the picture does not name: {string.Join(", ", unknown)}.");
        Assert.All(s_standsOn.Keys, folder => Assert.Contains($"`{folder}`", Repository.Read("ARCHITECTURE.md")));
    }

    [Fact]
    public void Every_arrow_between_folders_runs_as_in_the_picture()
    {
        string[] wrong = [.. s_arrows.Value.Where(arrow => !Below(arrow.From).Contains(arrow.To)).Select(arrow => arrow.ToString())];
        Assert.True(wrong.Length == 0, $"These uses run against the picture:\n{string.Join("\n", wrong)}");
    }

    [Fact]
    public void Folders_form_no_cycle()
    {
        var uses = s_arrows.Value.ToLookup(arrow => arrow.From, arrow => arrow.To);
        string[] cyclic = [.. s_standsOn.Keys.Where(folder => Reachable(folder, from => uses[from]).Contains(folder))];
        Assert.True(cyclic.Length == 0, $"These folders use each other in a circle: {string.Join(", ", cyclic)}.");
    }

    /// <summary>The tests above can fail only if arrows are seen: the plainest ones must be among those found, operators and extension members included.</summary>
    [Theory]
    [InlineData("Tensors", "Kernels")]
    [InlineData("Ops", "Tensors")]
    [InlineData("Ops", "Kernels")]
    [InlineData("Modules", "Formats")]
    [InlineData("Layers", "Ops")]
    [InlineData("Losses", "Ops")]
    [InlineData("Optimizers", "Schedules")]
    [InlineData("Training", "Optimizers")]
    public void Arrows_are_found(string from, string to) => Assert.Contains(s_arrows.Value, arrow => arrow.From == from && arrow.To == to);

    private static HashSet<string> Below(string folder) => Reachable(folder, from => s_standsOn.GetValueOrDefault(from, []));

    private static HashSet<string> Reachable(string folder, Func<string, IEnumerable<string>> next)
    {
        var reached = new HashSet<string>();
        var pending = new Stack<string>(next(folder));
        while (pending.TryPop(out string? at))
        {
            if (reached.Add(at))
            {
                foreach (string further in next(at))
                    pending.Push(further);
            }
        }

        return reached;
    }

    /// <summary>One arrow for each pair of folders, with the first place that makes it.</summary>
    private static List<Arrow> FindArrows()
    {
        var arrows = new Dictionary<(string, string), Arrow>();
        foreach (SyntaxTree tree in SourceCompilation.Fathom.SyntaxTrees.Where(tree => tree.FilePath.Contains('/')))
        {
            string from = Folder(tree.FilePath);
            SemanticModel model = SourceCompilation.Fathom.GetSemanticModel(tree);
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes().Where(IsUse))
            {
                foreach (string to in Declarations(model.GetSymbolInfo(node).Symbol).Where(to => to != from))
                    arrows.TryAdd((from, to), new Arrow(from, to, $"{tree.FilePath}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1} uses {node}"));
            }
        }

        return [.. arrows.Values];
    }

    private static bool IsUse(SyntaxNode node) => node is SimpleNameSyntax or BinaryExpressionSyntax or PrefixUnaryExpressionSyntax
        or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax or AssignmentExpressionSyntax;

    /// <summary>The folder a symbol is declared in: none for locals, parameters, namespaces, what is not ours, and a partial class over several folders (its members tell).</summary>
    private static IEnumerable<string> Declarations(ISymbol? symbol)
    {
        if (symbol is not (INamedTypeSymbol or IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol))
            return [];
        string[] folders = [.. symbol.OriginalDefinition.DeclaringSyntaxReferences.Select(reference => Folder(reference.SyntaxTree.FilePath)).Distinct()];
        return folders.Length == 1 ? folders : [];
    }

    /// <summary>The folder below src/Fathom.</summary>
    private static string Folder(string path) => path.Split('/') is ["src", "Fathom", var folder, _, ..] ? folder : path;

    private sealed record Arrow(string From, string To, string Place)
    {
        public override string ToString() => $"  {From} → {To}: {Place}";
    }
}
