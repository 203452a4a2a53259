using ModelDsl.Cli;
using ModelDsl.Cli.Output;

NativeEnvironment.LetIdleThreadsSleep();
var terminal = Terminal.OfProcess();
var code = await CommandLine.RunAsync(args, ModelCatalog.BuiltIn, terminal);
terminal.Out.Flush();
if (code == CommandLine.Interrupted)
{
    // A progress bar hides the cursor.
    if (terminal.Interactive) terminal.Out.Write("\e[?25h");
    // A model may still be in the middle of a forward pass, and exit handlers running under it could crash.
    NativeEnvironment.ExitNow(code);
}
return code;
