using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Fathom.Tests.Docs;

/// <summary>The documentation of every operation, layer, loss, optimizer and schedule says what a reader needs: shapes, formula, source.</summary>
public sealed partial class ApiDocumentationTests
{
    private static readonly Assembly s_library = typeof(Tensor).Assembly;

    /// <summary>The documentation as the compiler wrote it, beside the assembly.</summary>
    private static readonly Dictionary<string, XElement> s_documentation = XDocument.Load(Path.ChangeExtension(s_library.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    public static TheoryData<string> Operations { get; } = [.. Public().Where(type => type.IsValueType && Implements(type, typeof(IOp<>))).Select(type => type.FullName!)];

    /// <summary>Whatever is made of parts: layers that files may name, and the others.</summary>
    public static TheoryData<string> Layers { get; } = [.. Public().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Module))).Select(type => type.FullName!)];

    public static TheoryData<string> Optimizers { get; } = [.. Public().Where(type => type.IsSubclassOf(typeof(Optimizer)) && !type.IsAbstract).Select(type => type.FullName!)];

    public static TheoryData<string> Schedules { get; } = [.. Public().Where(type => type.IsSubclassOf(typeof(Schedule)) && !type.IsAbstract).Select(type => type.FullName!)];

    /// <summary>The methods of <see cref="Loss"/>: what users call.</summary>
    public static TheoryData<string> Losses { get; } = [.. typeof(Loss).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_states_shapes_formula_and_source(string type) => Demand($"T:{type}", "shapes", "formula", "source");

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_states_shapes_formula_and_source(string type) => Demand($"T:{type}", "shapes", "formula", "source");

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void An_optimizer_states_rule_state_and_source(string type) => Demand($"T:{type}", "formula", "state", "source");

    [Theory]
    [MemberData(nameof(Schedules))]
    public void A_schedule_states_formula_and_source(string type) => Demand($"T:{type}", "formula", "source");

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_loss_states_shapes_formula_and_source(string method)
    {
        foreach ((string name, XElement member) in s_documentation.Where(item => item.Key.StartsWith($"M:Fathom.Loss.{method}(", StringComparison.Ordinal)))
        {
            // A method may take its documentation from its operation's.
            string source = member.Elements("inheritdoc").Select(element => (string?)element.Attribute("cref")).FirstOrDefault() ?? name;
            Demand(source, "shapes", "formula", "source");
        }
    }

    /// <summary>The theories above can fail only if members are found.</summary>
    [Fact]
    public void Members_are_found()
    {
        Assert.True(Operations.Count >= 68, $"{Operations.Count} operations");
        Assert.True(Layers.Count >= 40, $"{Layers.Count} layers");
        Assert.True(Optimizers.Count >= 11, $"{Optimizers.Count} optimizers");
        Assert.True(Schedules.Count >= 10, $"{Schedules.Count} schedules");
        Assert.True(Losses.Count >= 18, $"{Losses.Count} losses");
    }

    [Theory]
    [InlineData("source    Kingma and Ba 2014", "source", true)]
    [InlineData("source", "source", false)]
    [InlineData("the source of it", "source", false)]
    [InlineData("rule      w ← w − lr·g", "formula", true)]
    [InlineData("formula   y = x", "formula", true)]
    public void A_heading_counts_only_with_text_behind_it(string line, string heading, bool counts) => Assert.Equal(counts, States(line, heading));

    private static void Demand(string member, params string[] headings)
    {
        Assert.True(s_documentation.TryGetValue(member, out XElement? documentation), $"{member} has no documentation.");
        string summary = documentation.Element("summary")?.Value ?? "";
        string block = string.Join('\n', documentation.Descendants("code").Select(code => code.Value));
        string[] missing = [.. headings.Where(heading => !States(block, heading) && !(heading == "formula" && Formula().IsMatch(summary)))];
        Assert.True(missing.Length == 0, $"{member}: the documentation does not state {string.Join(", ", missing)}. Write it as a line of the <code> block in <remarks>, as 'source    Author year, title'; a formula may stand in the summary.");
    }

    private static bool States(string block, string heading) =>
        Regex.IsMatch(block, $@"^\s*{(heading == "formula" ? "(formula|rule)" : heading)}\s{{2,}}\S", RegexOptions.Multiline);

    private static IEnumerable<Type> Public() => s_library.GetExportedTypes();

    private static bool Implements(Type type, Type contract) =>
        type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == contract);

    [GeneratedRegex("[=←]")]
    private static partial Regex Formula();
}
