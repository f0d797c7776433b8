using System.Globalization;
using System.Text.Json;

namespace Fathom.Benchmarks;

/// <summary>This program's own <c>workloads</c>, in a process of its own as the peers are.</summary>
internal sealed class FathomSide : ISide
{
    public string Name => "Fathom";

    public string Note => "";

    public bool IsHere => true;

    public string Version => typeof(Tensor).Assembly.GetName().Version!.ToString(3);

    public bool Has(Workload workload) => true;

    public SideStep Measure(Workload workload, int threads)
    {
        string file = Path.GetTempFileName();
        try
        {
            Child child = Child.Run(
                Environment.ProcessPath!, [.. Peer.Self(), "workloads", workload.Name, "--threads", threads.ToString(CultureInfo.InvariantCulture), "--json", file], threads);
            return child.Code == 0 && JsonSerializer.Deserialize<WorkloadResult[]>(File.ReadAllText(file), WorkloadResult.Json) is [{ } result]
                ? new SideStep(result.Microseconds, result.PeakBytes, 0, result.FloorShare, result.Bytes)
                : throw new SideFailedException(child.Complaint);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
