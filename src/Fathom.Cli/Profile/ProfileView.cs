using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A profile for people and for programs.</summary>
internal sealed class ProfileView(ProfileSubject subject, Profile profile, int? depth)
{
    private const int MostOperations = 30;

    public void Write(Shell shell, int width, bool operations)
    {
        shell.Out.WriteLine($"{subject.Name}: {profile.Model}, {Display.Count(subject.Model.ParameterCount)} parameters{(profile.IsTraining ? $", {subject.Optimizer}" : "")}, made-up rows of the kind it reads");
        shell.Out.WriteLine();
        shell.Out.WriteLine(ProfileTable.Layers(depth is { } most ? profile.Fold(most) : profile, width));
        shell.Out.WriteLine();
        if (operations)
        {
            shell.Out.WriteLine(ProfileTable.Operations(profile, MostOperations, width));
            shell.Out.WriteLine();
        }

        foreach (string fact in ProfileTable.Facts(profile))
            shell.Out.WriteLine(fact);
        shell.Out.WriteLine();
        foreach (ProfileAdvice advice in profile.Advice)
            shell.Out.WriteLine($"advice: {advice.Text}");
    }

    public JsonObject ToJson(bool operations)
    {
        Profile shown = depth is { } most ? profile.Fold(most) : profile;
        var json = new JsonObject
        {
            ["model"] = subject.Name,
            ["network"] = profile.Model,
            ["parameters"] = subject.Model.ParameterCount,
            ["training"] = profile.IsTraining,
            ["optimizer"] = profile.IsTraining ? subject.Optimizer : null,
            ["batch"] = profile.BatchRows,
            ["steps"] = profile.Steps,
            ["threads"] = profile.Machine.Threads,
            ["step_us"] = Json.Number(1e6 * profile.StepSeconds),
            ["profiled_step_us"] = Json.Number(1e6 * profile.ProfiledStepSeconds),
            ["rows_us"] = Json.Number(1e6 * profile.Seconds),
            ["mflop"] = Json.Number(profile.Work / 1e6),
            ["peak_gflops"] = Json.Number(profile.Machine.Peak / 1e9),
            ["bandwidth_gb"] = Json.Number(profile.Machine.Bandwidth / 1e9),
            ["operation_us"] = Json.Number(1e6 * profile.Machine.OperationSeconds),
            ["held_bytes"] = Json.Number(profile.BytesHeld),
            ["allocated_bytes"] = Json.Number(profile.BytesAllocated),
            ["layers"] = new JsonArray([.. shown.Rows.Select(row => Item(row, ("kind", Word(row.Kind)), ("path", row.Path), ("name", row.Name)))]),
        };
        if (operations)
            json["operations"] = new JsonArray([.. profile.Operations.Select(item => Item(item, ("kind", Word(item.Kind)), ("path", item.Path), ("name", item.Name), ("inputs", item.Inputs)))]);
        json["advice"] = new JsonArray([.. profile.Advice.Select(advice => new JsonObject { ["rule"] = Word(advice.Kind), ["path"] = advice.Row.Path, ["text"] = advice.Text })]);
        return json;
    }

    private JsonObject Item(ProfileItem item, params ReadOnlySpan<(string Name, string Value)> words)
    {
        var json = new JsonObject();
        foreach ((string name, string value) in words)
            json[name] = value;
        json["calls"] = item.Calls;
        json["forward_us"] = Json.Number(1e6 * item.ForwardSeconds);
        json["backward_us"] = Json.Number(1e6 * item.BackwardSeconds);
        json["share"] = Json.Number(profile.ShareOf(item));
        json["mflop"] = Json.Number(item.Work / 1e6);
        json["gflops"] = Json.Number(item.WorkRate / 1e9);
        json["of_peak"] = Json.Number(profile.ShareOfPeak(item));
        json["of_bandwidth"] = Json.Number(profile.ShareOfBandwidth(item));
        json["moved_bytes"] = Json.Number(item.BytesMoved);
        json["held_bytes"] = Json.Number(item.BytesHeld);
        json["allocated_bytes"] = Json.Number(item.BytesAllocated);
        return json;
    }

    /// <summary>A name in small letters: <c>near_peak</c>.</summary>
    private static string Word(Enum kind) => string.Concat(kind.ToString().Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(letter) : $"{letter}"));
}
