using System.Reflection;

namespace Fathom.Tests.Layers;

/// <summary>Finds by reflection what a module holds but does not state as a part: it would not be trained, saved or switched.</summary>
internal static class PartCheck
{
    /// <summary>Names of fields that hold a tensor, a module, or several, of which one is missing from the module's parts.</summary>
    public static IEnumerable<string> Forgotten(Module module)
    {
        object[] parts = [.. module.GetParts().SelectMany(part => part.Module is { } inner ? [inner] : Held(part.Tensor))];
        for (Type? type = module.GetType(); type is not null && type != typeof(Module); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (Held(field.GetValue(module)).Any(held => !parts.Contains(held, ReferenceEqualityComparer.Instance)))
                    yield return field.Name;
            }
        }
    }

    private static IEnumerable<object> Held(object? value) => value switch
    {
        Tensor { IsNone: false } tensor => [tensor.Cell],
        Module inner => [inner],
        IEnumerable<Module> several => several,
        IEnumerable<Tensor> several => several.Where(tensor => !tensor.IsNone).Select(tensor => (object)tensor.Cell),
        _ => [],
    };
}
