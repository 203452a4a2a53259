#!/usr/bin/env bash
# Says what is missing before `dotnet build` can work here; ./modeldsl and ./test.sh call this first.
# Exit code 3: it is missing, and this script cannot install it.
set -euo pipefail

fail() { echo "setup: $1" >&2; exit 3; }
command -v dotnet >/dev/null || fail "no .NET SDK: install .NET 10 (https://dotnet.microsoft.com/download)"
dotnet --version >/dev/null 2>&1 || fail "no .NET SDK that global.json accepts: install .NET 10 (https://dotnet.microsoft.com/download)"
