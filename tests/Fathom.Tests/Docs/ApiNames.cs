using System.Reflection;
using Fathom.Tests.Architecture;

namespace Fathom.Tests.Docs;

/// <summary>Names of the API as documents write them: <c>Type</c>, <c>Type.Member</c>, and <c>Tensor.Operation</c> for the methods that operations add to tensors.</summary>
internal static class ApiNames
{
    private static readonly ILookup<string, Type> s_types = new[] { typeof(Tensor).Assembly, typeof(TablePlan).Assembly }
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

    /// <summary>The name, linked to the file that holds it, seen from the folder docs.</summary>
    public static string Link(string name)
    {
        string[] parts = name.Split('.');
        string file = parts[0] == "Tensor" && parts.Length == 2 && s_files.Value[parts[1]].FirstOrDefault(path => path.Contains("/Ops/")) is { } operation
            ? operation
            : s_files.Value[parts[0]].OrderBy(path => path.Contains("/Ops/")).First();
        return $"[`{name}`](../{file})";
    }

    private static bool HasMember(string type, string member) =>
        s_types[type].Any(found => found.GetMember(member, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy).Length > 0);
}
