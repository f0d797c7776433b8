using System.Text;
using Microsoft.CodeAnalysis;

namespace Fathom.Tests.Architecture;

/// <summary>The public surface of a project as text: one line a member, in order.</summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat s_member = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeConstantValue,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_type = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword);

    /// <summary>The types of a namespace and those below that can be seen from outside, nested ones not included.</summary>
    public static IEnumerable<INamedTypeSymbol> Types(INamespaceSymbol space) =>
        space.GetTypeMembers().Where(type => type.DeclaredAccessibility == Accessibility.Public).Concat(space.GetNamespaceMembers().SelectMany(Types));

    public static string Describe(IAssemblySymbol assembly)
    {
        var text = new StringBuilder();
        foreach (INamedTypeSymbol type in Types(assembly.GlobalNamespace).OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal))
            Describe(type, "", text);
        return text.ToString();
    }

    private static void Describe(INamedTypeSymbol type, string indent, StringBuilder text)
    {
        string modifiers = (type.IsStatic ? "static " : type.IsAbstract && type.TypeKind == TypeKind.Class ? "abstract " : type.IsSealed && type.TypeKind == TypeKind.Class ? "sealed " : "");
        string[] bases = [.. new[] { type.BaseType }.OfType<INamedTypeSymbol>().Where(b => b.SpecialType is SpecialType.None).Concat(type.Interfaces).Where(IsOpen).Select(b => b.ToDisplayString(s_member))];
        text.Append(indent).Append(modifiers).Append(type.ToDisplayString(s_type)).Append(bases.Length == 0 ? "" : $" : {string.Join(", ", bases)}").Append('\n');
        IEnumerable<string> members = type.GetMembers().Where(IsSeen).Select(Line);
        foreach (string member in members.Concat(ExtensionMembers(type)).Order(StringComparer.Ordinal))
            text.Append(indent).Append("    ").Append(member).Append('\n');
        foreach (INamedTypeSymbol nested in type.GetTypeMembers().Where(nested => !nested.IsExtension && IsOpen(nested)).OrderBy(nested => nested.Name, StringComparer.Ordinal))
            Describe(nested, indent + "    ", text);
    }

    /// <summary>Members of C# 14 extension blocks, with what they extend in front.</summary>
    private static IEnumerable<string> ExtensionMembers(INamedTypeSymbol type) =>
        from block in type.GetTypeMembers()
        where block.IsExtension
        from member in block.GetMembers()
        where IsSeen(member)
        select $"extension({block.ExtensionParameter?.ToDisplayString(s_member)}) {Line(member)}";

    private static string Line(ISymbol member) => (member.DeclaredAccessibility == Accessibility.Public ? "" : "protected ") + member.ToDisplayString(s_member);

    private static bool IsOpen(ISymbol member) => member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    private static bool IsSeen(ISymbol member) =>
        IsOpen(member)
        && member is not INamedTypeSymbol
        && member is not IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove }
        && !member.IsImplicitlyDeclared;
}
