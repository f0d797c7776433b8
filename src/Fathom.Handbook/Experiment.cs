namespace Fathom.Handbook;

/// <summary>One thing about neural networks to look at and play with: a question, options to turn, and a pure function from them to numbers and pictures.</summary>
/// <remarks>
/// Every number comes from the library's own layers, optimizers, schedules and tape: an experiment holds no second formula of what it shows.
/// The same options and seed give the same bits.
/// </remarks>
/// <example><code>
/// ExperimentResult result = Experiments.Find("dropout")!.Run(new Dictionary&lt;string, string&gt; { ["p"] = "0.3" }, seed: 7);
/// foreach (Picture picture in result.Pictures) Console.WriteLine(picture.ToText());
/// </code></example>
public abstract class Experiment
{
    /// <summary>Its name in the command and in addresses, such as <c>learning-rates</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The row of the handbook it shows, such as <c>M7</c>.</summary>
    public abstract string Row { get; }

    /// <summary>The question it answers, in one sentence.</summary>
    public abstract string Question { get; }

    /// <summary>What can be turned; each with its default and its range.</summary>
    public virtual IReadOnlyList<ExperimentOption> Options => [];

    /// <summary>Runs it.</summary>
    /// <param name="options">Values as text by option name; those left out have their defaults.</param>
    /// <param name="seed">Seed of everything random in it; 0 by default.</param>
    /// <exception cref="ExperimentOptionException">A name is unknown, or a value is out of its range; the message says what is expected.</exception>
    public ExperimentResult Run(IReadOnlyDictionary<string, string>? options = null, ulong seed = 0)
    {
        var settings = new ExperimentSettings(this, options, seed);
        using (Tape.Gradients())                                // also where the caller has turned recording off
            return Run(settings);
    }

    /// <summary>The experiment itself.</summary>
    /// <param name="settings">Checked values of all options, and the random numbers.</param>
    private protected abstract ExperimentResult Run(ExperimentSettings settings);
}
