using static System.FormattableString;

namespace Fathom;

/// <summary>One layer object at several places.</summary>
internal sealed class SharedLayer : ModelRule
{
    public override string Id => "shared-layer";

    public override string Title => "a layer used twice";

    public override string Why => "Two places share one set of weights, although they look like two layers: fewer parameters than meant, and one must do both jobs. Made on purpose it is weight sharing.";

    public override string Effect => "Each place has weights of its own.";

    public override string Page => "A5";

    public override int Order => 32;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        foreach (var group in model.Model.Descendants().Where(item => item.Module.GetParts().Any(part => part.Module is null && !part.Tensor.IsNone && !part.IsBuffer)).GroupBy(item => item.Module, ReferenceEqualityComparer.Instance))
        {
            string[] paths = [.. group.Select(item => item.Path)];
            if (paths.Length < 2)
                continue;
            var layer = (Module)group.Key!;
            yield return Found(
                $"{layer} is one object at {string.Join(" and ", paths)}.", Invariant($"Its {layer.ParameterCount:N0} numbers are counted once and trained by {paths.Length} places."),
                "Make a new layer for each place; if the sharing is meant, leave it.", paths[1]);
        }
    }
}
