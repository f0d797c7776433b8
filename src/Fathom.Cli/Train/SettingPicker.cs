using System.Globalization;

namespace Fathom.Cli;

/// <summary>Settles settings one by one: what the user asked for, and our advice for the rest, read as if the user had typed it.</summary>
/// <param name="advised">The advice on a setting.</param>
internal sealed class SettingPicker(Func<string, (string Value, string Reason)> advised)
{
    /// <summary>What was settled so far.</summary>
    public List<Setting> Settings { get; } = [];

    /// <summary>Settles one.</summary>
    /// <param name="name">The setting, as its option without dashes.</param>
    /// <param name="asked">What the user asked for; null for our advice.</param>
    /// <param name="read">Reads the advice.</param>
    /// <param name="show">Writes the value.</param>
    public T Pick<T>(string name, object? asked, Func<string, T> read, Func<T, string> show)
    {
        T value = asked is T given ? given : read(advised(name).Value);
        Settings.Add(new Setting(name, show(value), asked is null ? advised(name).Reason : "as asked"));
        return value;
    }

    /// <summary>Settles a name.</summary>
    public string Name(string name, string? asked) => Pick(name, asked, text => text, text => text);

    /// <summary>Settles a number.</summary>
    public double Number(string name, double? asked) => Pick(name, asked, text => double.Parse(text, CultureInfo.InvariantCulture), Text);

    /// <summary>Settles a whole number.</summary>
    public int Whole(string name, int? asked, Func<int, string>? show = null) => Pick(name, asked, text => int.Parse(text, CultureInfo.InvariantCulture), show ?? (value => value.ToString()));

    /// <summary>A number as settings show it.</summary>
    public static string Text(double value) => Display.Number(value, 6);

    /// <summary>Settles optimizer, rate, decay, batch, epochs and patience, in this order.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="stopsEarly">Whether there is a validation part to stop by.</param>
    /// <param name="enough">Why the advised epochs are enough where nothing stops earlier.</param>
    public StepSettings Steps(RunOptions options, int rows, bool stopsEarly, string enough)
    {
        string optimizer = Name("optimizer", options.Optimizer);
        double lr = Number("lr", options.LearningRate), decay = Number("weight-decay", options.WeightDecay);
        int batch = Whole("batch", options.Batch, b => b >= rows ? "all" : b.ToString());
        int epochs = Whole("epochs", options.Epochs);
        int patience = Whole("patience", stopsEarly ? options.Patience : 0, p => p == 0 ? "never stop early" : p.ToString());
        if (!stopsEarly)
        {
            Settings[^2] = Settings[^2] with { Reason = options.Epochs is null ? enough : Settings[^2].Reason };
            Settings[^1] = Settings[^1] with { Reason = "there is no validation part to stop by" };
        }

        return new StepSettings { Optimizer = optimizer, LearningRate = lr, WeightDecay = decay, Batch = Math.Min(batch, rows), Epochs = epochs, Patience = patience, Settings = Settings };
    }
}
