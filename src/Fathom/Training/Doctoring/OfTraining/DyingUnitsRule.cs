namespace Fathom;

/// <summary>Rectified units that gave something at the start give 0 for every row.</summary>
internal sealed class DyingUnitsRule : TrainingRule
{
    // One batch, the last of an epoch above all, may be small: its rows wake few units.
    private const int Recent = 5;
    private const double Half = 0.5;
    private const double Grown = 0.25;
    private const double Nearly = 0.95;

    public override string Id => "dying-units";

    public override string Title => "units die during training";

    public override string Why => "A unit that is 0 for every row has no gradient and stays so: the layer is narrower than it looks.";

    public override string Effect => "Units stay in use, and the layer learns with its whole width.";

    public override string Page => "B1";

    public override int Order => 50;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        Health[] seen = [.. training.Samples.Where(sample => sample.Layers.Any(layer => layer.DeadShare is not null))];
        if (seen.Length < 2)
            yield break;
        foreach (LayerHealth now in seen[^1].Layers)
        {
            double? before = seen[0].Layers.FirstOrDefault(layer => layer.Name == now.Name)?.DeadShare;
            double dead = Figure.Median(seen.Skip(1).TakeLast(Recent).SelectMany(sample => sample.Layers).Where(layer => layer.Name == now.Name && layer.DeadShare is not null).Select(layer => layer.DeadShare!.Value));
            if (before is { } alive && dead >= Half && dead - alive >= Grown)
                yield return Found(
                    $"units of layer {now.Name} ({now.Kind}) die during training.",
                    $"{Figure.Percent(alive)} of them gave 0 for every row of a batch at first, {Figure.Percent(dead)} by step {seen[^1].Step:N0}.",
                    "Take a smaller learning rate or LeakyReLU, GELU or SiLU in place of ReLU (--activation leaky-relu); He initialization, biases of 0.",
                    now.Name,
                    dead >= Nearly ? FindingWeight.Error : null);
        }
    }
}
