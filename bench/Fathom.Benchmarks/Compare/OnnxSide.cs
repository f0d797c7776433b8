using System.Globalization;
using System.Text.Json;

namespace Fathom.Benchmarks;

/// <summary>ONNX Runtime through its JavaScript binding, <c>peers/ort_inference.js</c>, on models that PyTorch exports into a folder of their own.</summary>
internal sealed class OnnxSide : ISide, IDisposable
{
    private readonly string _node;
    private readonly string? _nodePath;
    private readonly string _models = Directory.CreateTempSubdirectory("fathom-onnx-").FullName;

    /// <param name="node">The program that runs JavaScript.</param>
    /// <param name="modules">A <c>node_modules</c> folder that holds onnxruntime-node; null asks NODE_PATH and the folders above the script.</param>
    /// <param name="python">The Python whose PyTorch exports the models; null where there is none.</param>
    public OnnxSide(string node, string? modules, string? python)
    {
        _node = node;
        string?[] paths = [modules is null ? null : Path.GetFullPath(modules), Environment.GetEnvironmentVariable("NODE_PATH")];
        _nodePath = string.Join(Path.PathSeparator, paths.Where(path => !string.IsNullOrEmpty(path)));
        Child probe = Child.Run(node, [ProjectFolder.Peer("ort_inference.js")], 1, _nodePath);
        if (probe.Code != 0)
        {
            Note = $"ONNX Runtime is missing ({(probe.Code is null ? $"there is no program {node}" : "node finds no module onnxruntime-node")}), so its column stays empty. Install Node.js, then in bench/peers: "
                + "npm i onnxruntime-node --ignore-scripts; or name a folder that holds it by --node-modules FOLDER or NODE_PATH, and another program by --node PROGRAM.";
            return;
        }

        if (python is null || Child.Run(python, [ProjectFolder.Peer("export_onnx.py"), _models]) is not { Code: 0 })
        {
            Note = python is null
                ? "ONNX Runtime is here, but its models are missing: PyTorch exports them, and it is not to be found. Its column stays empty."
                : "ONNX Runtime is here, but its models are missing: this PyTorch did not export them (bench/peers/export_onnx.py). Its column stays empty.";
            return;
        }

        JsonElement found = JsonDocument.Parse(probe.Output).RootElement;
        Version = $"{found.GetProperty("version").GetString()} (Node.js {found.GetProperty("node").GetString()})";
        Note = $"ONNX Runtime {Version}: timed through its JavaScript binding, whose few microseconds a call are in its figures; the four inference workloads only.";
        IsHere = true;
    }

    public string Name => "ONNX Runtime";

    public string Note { get; }

    public bool IsHere { get; }

    public string Version { get; } = "";

    public bool Has(Workload workload) => !workload.IsTraining;

    public SideStep Measure(Workload workload, int threads) =>
        Child.Run(_node, [ProjectFolder.Peer("ort_inference.js"), _models, threads.ToString(CultureInfo.InvariantCulture), workload.Name], threads, _nodePath).Step();

    public void Dispose() => Directory.Delete(_models, recursive: true);
}
