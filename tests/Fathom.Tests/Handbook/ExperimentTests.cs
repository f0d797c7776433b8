using System.Globalization;
using System.Xml.Linq;
using Fathom.Handbook;

namespace Fathom.Tests.Handbook;

/// <summary>What holds for every experiment: its contract, whatever it shows.</summary>
public sealed class ExperimentTests
{
    public static TheoryData<string> Names => [.. Experiments.All.Select(experiment => experiment.Name)];

    [Fact]
    public void Every_experiment_of_the_handbook_is_there() => Assert.Equal(
        ["activations", "approximation", "backprop", "batches", "dropout", "forward", "initialization", "learning-rates", "normalization", "optimizers", "schedules", "vanishing"],
        Experiments.All.Select(experiment => experiment.Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_bits(string name)
    {
        string first = Bits(Experiments.Find(name)!.Run(seed: 5));
        Assert.Equal(first, Bits(Experiments.Find(name)!.Run(seed: 5)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_says_what_it_asks_what_can_be_turned_and_what_to_conclude(string name)
    {
        Experiment experiment = Experiments.Find(name)!;
        Assert.EndsWith("?", experiment.Question);
        Assert.Matches("^[A-Z][0-9]+$", experiment.Row);
        ExperimentResult result = experiment.Run();
        Assert.EndsWith(".", result.See);
        Assert.EndsWith(".", result.Conclude);
        Assert.NotEmpty(result.Facts);
        Assert.NotEmpty(result.Tables);
        Assert.NotEmpty(result.Pictures);
        Assert.Equal(result.Facts.Count, result.Facts.Select(fact => fact.Name).Distinct().Count());
        // A default given as text is the default.
        var defaults = experiment.Options.ToDictionary(option => option.Name, option => option.DefaultText);
        Assert.Equal(Bits(result), Bits(experiment.Run(defaults)));
    }

    public static TheoryData<string, string, string> Ends
    {
        get
        {
            var ends = new TheoryData<string, string, string>();
            foreach (Experiment experiment in Experiments.All)
            {
                foreach (ExperimentOption option in experiment.Options)
                {
                    foreach (string value in Values(option))
                        ends.Add(experiment.Name, option.Name, value);
                }
            }

            return ends;
        }
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Every_option_may_stand_at_its_ends(string name, string option, string value)
    {
        // The left end must stay left of the right one.
        (string Option, string Value)[] options = (name, option) switch
        {
            ("activations", "from") => [("from", value), ("to", "50")],
            ("activations", "to") => [("from", "-50"), ("to", value)],
            _ => [(option, value)],
        };
        ExperimentResult result = Run(name, options);
        Assert.Contains(KeyValuePair.Create(option, value), result.Options);
        XElement.Parse(result.ToSvg());
        Assert.All(result.Pictures, picture => Assert.NotEmpty(picture.ToText(ascii: true)));
        Assert.All(result.Pictures, picture => Assert.DoesNotContain("no data", picture.ToText()));
    }

    private static IEnumerable<string> Values(ExperimentOption option) => option switch
    {
        NumberOption number => [Text(number.Min), Text(number.Max)],
        NumbersOption numbers => [Text(numbers.Min), Text(numbers.Max)],
        ChoiceOption choice => choice.Choices,
        ChoicesOption choices => ["all", choices.Choices[^1]],
        _ => throw new InvalidOperationException($"A new kind of option: {option.GetType().Name}."),
    };

    private static string Text(double value) => value.ToString("0.########", CultureInfo.InvariantCulture);

    [Fact]
    public void An_unknown_option_is_refused_with_those_there_are()
    {
        var fault = Assert.Throws<ExperimentOptionException>(() => Run("activations", ("what", "relu")));
        Assert.Equal("The experiment activations has no option 'what'; it has which, from, to.", fault.Message);
    }

    private static ExperimentResult Run(string name, params (string Option, string Value)[] options) =>
        Experiments.Find(name)!.Run(options.ToDictionary(option => option.Option, option => option.Value));

    /// <summary>Every number of a result, bit for bit, and its words.</summary>
    internal static string Bits(ExperimentResult result) => string.Join('\n',
    [
        .. result.Facts.Select(fact => $"{fact.Name} {BitConverter.DoubleToInt64Bits(fact.Value):x}"),
        .. result.Tables.SelectMany(table => table.Rows).SelectMany(row => row).Select(cell => cell is double number ? $"{BitConverter.DoubleToInt64Bits(number):x}" : (string)cell),
        .. result.Pictures.Select(picture => picture.ToSvg()),
        result.See,
        result.Conclude,
    ]);
}
