using Fathom.Benchmarks;

IMeasurement[] measurements =
    [new MatMulMeasurement(), new ConvMeasurement(), new ForkJoinMeasurement(), new TabularStepMeasurement(), new WorkloadsMeasurement(), new CompareMeasurement(), new OverfitMeasurement()];

var chosen = measurements.Where(m => args.Length > 0 && m.Name == args[0]).FirstOrDefault();
if (chosen is null)
{
    Console.WriteLine("dotnet run -c Release --project bench/Fathom.Benchmarks -- NAME [ARGUMENTS]");
    foreach (var m in measurements)
        Console.WriteLine($"  {m.Name,-12} {m.About}");
    return 2;
}
chosen.Run(args.AsSpan(1));
return 0;
