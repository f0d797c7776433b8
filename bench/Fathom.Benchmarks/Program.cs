using Fathom.Benchmarks;

IMeasurement[] measurements =
[
    new WorkloadsMeasurement(),
    new CompareMeasurement(),
    new ScalingMeasurement(),
    new RooflineMeasurement(),
    new BitsMeasurement(),
    new GrowthMeasurement(),
    new MatMulMeasurement(),
    new ConvMeasurement(),
    new ForkJoinMeasurement(),
    new TabularStepMeasurement(),
    new OverfitMeasurement(),
    new CsvMeasurement(),
    new GatherMeasurement(),
    new MonitorMeasurement(),
];

var chosen = measurements.Where(m => args.Length > 0 && m.Name == args[0]).FirstOrDefault();
if (chosen is null)
{
    TextWriter to = args is [] or ["--help" or "-h"] ? Console.Out : Console.Error;
    if (to == Console.Error)
        to.WriteLine($"There is no measurement named \"{args[0]}\".");
    to.WriteLine("dotnet run -c Release --project bench/Fathom.Benchmarks -- NAME [ARGUMENTS]");
    foreach (var m in measurements)
        to.WriteLine($"  {m.Name,-12} {m.About}");
    return to == Console.Out ? 0 : 2;
}

try
{
    chosen.Run(args.AsSpan(1));
    return 0;
}
catch (WrongUseException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
