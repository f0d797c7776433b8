using System.Xml.Linq;

namespace Fathom.Tests.Architecture;

/// <summary>Projects use only projects below them, and each only the packages it was built for.</summary>
public sealed class ProjectTests
{
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> s_allowed = new()
    {
        ["Fathom"] = ([], ["System.Numerics.Tensors"]),
        ["Fathom.Tabular"] = (["Fathom"], ["CsvHelper"]),
        ["Fathom.Handbook"] = (["Fathom"], []),
        ["Fathom.Cli"] = (["Fathom", "Fathom.Tabular", "Fathom.Handbook"], ["System.CommandLine", "Spectre.Console"]),
    };

    public static TheoryData<string> Projects => [.. Repository.Files("src", "*.csproj")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_what_stands_below_it(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        Assert.True(s_allowed.ContainsKey(name), $"The project {name} is new: say here what it may use.");
        XDocument project = XDocument.Parse(Repository.Read(path));
        Assert.Subset(s_allowed[name].Projects.ToHashSet(), References(project, "ProjectReference").Select(include => Path.GetFileNameWithoutExtension(include)).ToHashSet());
        Assert.Subset(s_allowed[name].Packages.ToHashSet(), References(project, "PackageReference").ToHashSet());
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        var inSolution = XDocument.Parse(Repository.Read("Fathom.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value);
        Assert.Equal(Repository.Files("", "*.csproj"), inSolution.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> References(XDocument project, string kind) =>
        project.Descendants(kind).Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'));
}
