using Fathom.Cli;

var shell = Shell.OfProcess();
int code = FathomApp.Run(args, shell);

// .NET switches a terminal's keypad to application mode when it is asked for its size or keys, and leaves it there.
if (shell.IsLive)
    shell.Out.Write("\u001b[?1l\u001b>");
return code;
