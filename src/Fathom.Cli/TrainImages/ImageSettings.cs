using System.Diagnostics.CodeAnalysis;

namespace Fathom.Cli;

/// <summary>How a network for images is built and trained: what the user asked for, and the <see cref="Advice"/> for its family for the rest.</summary>
internal sealed record ImageSettings : StepSettings
{
    [SetsRequiredMembers]
    private ImageSettings(StepSettings steps)
        : base(steps)
    {
    }

    /// <summary>One of <see cref="ImageNetworks.Names"/>.</summary>
    public string Network { get; init; } = ImageNetworks.Default;

    /// <summary>The shape of an mlp; null for other networks.</summary>
    public PerceptronSettings? Perceptron { get; init; }

    public string? Normalization { get; init; }

    /// <summary>Settles every setting.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="rows">Training images.</param>
    /// <param name="stopsEarly">Whether there is a validation part to stop by.</param>
    public static ImageSettings For(ImageOptions options, int rows, bool stopsEarly)
    {
        Advice advice = Advice.For(TaskKind.MultiClass, ImageNetworks.Kind(options.Model), rows, options.Optimizer, options.Activation);
        var pick = new SettingPicker(name => (advice[name].Value, advice[name].Reason));
        pick.Settings.Add(new Setting("model", options.Model, ImageNetworks.Reason(options.Model)));
        PerceptronSettings? perceptron = options.Model == ImageNetworks.Default ? PerceptronSettings.Pick(pick, options) : null;
        pick.Settings.AddRange(Setting.Asked("normalization", options.Normalization));
        pick.Settings.Add(new Setting("augment", options.Augment.Count == 0 ? "none" : string.Join(",", options.Augment), options.Augment.Count == 0 ? "usual to begin with" : "as asked"));
        StepSettings steps = pick.Steps(options, rows, stopsEarly, "enough to see how far it comes");
        return new ImageSettings(steps)
        {
            Network = options.Model,
            Perceptron = perceptron,
            Normalization = options.Normalization,
            Schedule = PickSchedule(options, pick, steps, rows),
        };
    }

    /// <summary>The advised schedule, unless there are too few steps for one.</summary>
    private static string PickSchedule(ImageOptions options, SettingPicker pick, StepSettings steps, int rows)
    {
        if (options.Schedule is not null || (long)steps.Epochs * ((rows + steps.Batch - 1) / steps.Batch) >= 10)
            return pick.Name("schedule", options.Schedule);
        pick.Settings.Add(new Setting("schedule", "constant", "too few steps for another"));
        return "constant";
    }
}
