@echo off
rem The command modeldsl, for Windows: builds what is out of date, then runs.
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
dotnet run --project "%~dp0src\ModelDsl.Cli" -c Release -v q -- %*
