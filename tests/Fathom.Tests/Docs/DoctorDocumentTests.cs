using System.Text;
using System.Text.RegularExpressions;
using Fathom.Tests.Architecture;
using Fathom.Tests.Training.Doctoring;

namespace Fathom.Tests.Docs;

/// <summary>docs/doctor.md is written from the doctor's own list; what a finding looks like is taken from the tests that plant it.</summary>
public sealed partial class DoctorDocumentTests
{
    private const string Document = "docs/doctor.md";

    [Fact]
    public void The_document_says_what_the_rules_say()
    {
        string now = Markdown();
        if (Environment.GetEnvironmentVariable("FATHOM_UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(Repository.Full(Document), now);

        // Sums of other widths end in other digits.
        string written = File.Exists(Repository.Full(Document)) ? Repository.Read(Document).ReplaceLineEndings("\n") : "";
        Assert.Equal(Number().Replace(now, "0"), Number().Replace(written, "0"));
    }

    private static string Markdown()
    {
        var text = new StringBuilder("""
            # Doctor

            What keeps a network from learning: what it is, the numbers that show it, why it hurts, what to change, what to expect. The doctor reads and never changes: weights,
            gradients and random numbers are the same, bit for bit, with and without it.

            | how | when |
            |---|---|
            | `fathom doctor houses.csv --target price` | before training on a table: data, network, gradients, ten rows by heart, range test, a short training; `--quick`, `--minutes 2` |
            | `fathom doctor runs/latest` | after it, or where it broke off: by what the run recorded |
            | `fathom train … --doctor` | during it: each finding when it appears, all of them at the end, and in `events.jsonl` |
            | `Doctor.Examine(model, train, objective, optimizer)` | data and network in code |
            | `new CheckUp(trainer, train, validation).Run()` | all that the command does |
            | `new TrainingDoctor(finding => …)` | a callback of `Trainer` |
            | `Doctor.Watch(model, optimizer)` | beside a loop written by hand |

            Exit code 0: healthy; 3: something was found that is more than a note. An *error* keeps training from working, a *warning* from working well, a *note* is good to
            know. Findings are ordered by weight, and among those of one weight causes come before what follows from them: begin with the first.

            <!-- The rest is written by DoctorDocumentTests from the rules and the tests that plant their faults; change those, then run the tests once with FATHOM_UPDATE_SNAPSHOTS=1. -->

            """.ReplaceLineEndings("\n"));
        Dictionary<string, Finding> examples = Examples();
        foreach (IGrouping<string, DoctorFault> kind in Doctor.Faults.GroupBy(fault => fault.Kind))
        {
            text.Append($"\n## Of {kind.Key}\n\n| fault | weight | handbook | why it hurts | what to change, as in the example | expected effect |\n|---|---|---|---|---|---|\n");
            foreach (DoctorFault fault in kind)
                text.Append($"| [`{fault.Id}`](#{fault.Id}) | {fault.Weight.ToString().ToLowerInvariant()} | {fault.Page} | {Cell(fault.Why)} | {Cell(examples[fault.Id].Change)} | {Cell(fault.Effect)} |\n");
        }

        text.Append("\n## Examples\n\nWhat each says where a test plants it.\n");
        foreach (DoctorFault fault in Doctor.Faults)
            text.Append($"\n### {fault.Id}\n\n{Cell(examples[fault.Id].What)} {Cell(examples[fault.Id].Evidence)}\n");
        return text.ToString();
    }

    private static Dictionary<string, Finding> Examples()
    {
        var examples = new Dictionary<string, Finding>();
        IEnumerable<(string Id, Func<Examination> Plant)> plants =
            [.. Plants.All.Select(plant => (plant.Key.Split(':')[0], (Func<Examination>)(() => plant.Value().Examine()))), .. PlantedTrainings.All.Select(plant => (plant.Key, plant.Value))];
        foreach ((string id, Func<Examination> plant) in plants.DistinctBy(plant => plant.Id))
            examples[id] = plant().First(finding => finding.Id == id);
        return examples;
    }

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|").Replace("<", "&lt;");

    [GeneratedRegex(@"[0-9][0-9.,]*(E[+-][0-9]+)?")]
    private static partial Regex Number();
}
