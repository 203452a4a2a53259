using ModelDsl.Cli;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime.Diagnostics;

NativeEnvironment.LetIdleThreadsSleep();
// The doctor starts this program again, to do what may end a process.
if (ConvolutionProbe.WorkIfAsked(args)) return 0;
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
