@echo off
rem The command modeldsl, for Windows: builds what is out of date, then runs.
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
rem The compiler, too short-lived to gain from it, does not count what its own code does.
set DOTNET_TieredPGO=0
dotnet run --project "%~dp0src\ModelDsl.Cli" -c Release -v q -- %*
