return Fathom.Conformance.Entry.Run(args, Console.Out, Console.Error);
