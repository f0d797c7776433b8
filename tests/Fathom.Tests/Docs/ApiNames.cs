using System.Reflection;
using System.Text.RegularExpressions;
using Fathom.Tests.Architecture;

namespace Fathom.Tests.Docs;

/// <summary>Names of the API as documents write them: <c>Type</c>, <c>Type.Member</c>, and <c>Tensor.Operation</c> for the methods that operations add to tensors.</summary>
internal static class ApiNames
{
    private static readonly ILookup<string, Type> s_types = new[] { typeof(Tensor).Assembly, typeof(TablePlan).Assembly, typeof(Fathom.Handbook.Experiments).Assembly }
        .SelectMany(assembly => assembly.GetExportedTypes())
        .Where(type => type.Namespace != "Fathom.Ops")
        .ToLookup(type => type.Name.Split('`')[0]);

    private static readonly Lazy<ILookup<string, string>> s_files = new(() =>
        Repository.Files("src", "*.cs").ToLookup(path => Path.GetFileNameWithoutExtension(path)));

    public static bool Exists(string name)
    {
        string[] parts = name.Split('.');
        return parts switch
        {
            [var type] => s_types.Contains(type),
            ["Tensor", var member] => HasMember("Tensor", member) || HasMember("TensorOperations", member),
            [var type, var member] => HasMember(type, member),
            _ => false,
        };
    }

    /// <summary>The name, linked to the file that holds it, seen from the folder docs: an operation's or a loss's own file, else the file of the type.</summary>
    public static string Link(string name)
    {
        string[] parts = name.Split('.');
        string? own = parts switch
        {
            ["Tensor", var member] => s_files.Value[member].FirstOrDefault(path => path.Contains("/Ops/")),
            ["Loss", var member] => s_files.Value[member].FirstOrDefault(path => path.Contains("/Losses/")),
            _ => null,
        };
        return $"[`{name}`](../{own ?? s_files.Value[parts[0]].First(path => Declares(path, parts[0]))})";
    }

    /// <summary>Whether a file declares the type at its top level; the structs of operations stand indented in a namespace of their own.</summary>
    private static bool Declares(string path, string type) =>
        Regex.IsMatch(Repository.Read(path), $@"^public [a-z ]*\b(class|record|struct|enum|interface|delegate)\b[a-z ]* {type}\b", RegexOptions.Multiline);

    private static bool HasMember(string type, string member) =>
        s_types[type].Any(found => found.GetMember(member, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy).Length > 0);
}
