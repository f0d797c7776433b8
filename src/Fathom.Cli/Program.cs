using Fathom.Cli;

return FathomApp.Run(args, Shell.OfProcess());
