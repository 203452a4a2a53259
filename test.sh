#!/usr/bin/env bash
# Builds everything and runs all tests, one project after another, as `dotnet test` does. The last line is
# "N passed, N failed"; the exit code is 0 when something was tested and nothing failed.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root" || exit 2
# Idle threads that spin cost more than they save where cores are shared.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Compilers that run for a minute spend a quarter of it on counting what their own code does.
export DOTNET_TieredPGO=0
configuration=${CONFIGURATION:-Release}
results=$root/artifacts/test-results

command -v dotnet >/dev/null || { echo "test: no .NET SDK: install .NET 10 (https://dotnet.microsoft.com/download)"; exit 2; }

echo "test: building ..."
dotnet build ModelDsl.sln -c "$configuration" -v q --nologo || { echo "test: the build failed"; echo "0 passed, 0 failed"; exit 1; }

rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0 broken=0

# A counter of a test run's result file; empty where the run did not get that far.
counter() { sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1" 2>/dev/null | head -n 1; }

for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  echo "test: $name ..."
  dotnet test "$project" -c "$configuration" --no-build --nologo --results-directory "$results" \
    --blame --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" </dev/null
  code=$?
  good=$(counter "$results/$name.trx" passed)
  bad=$(counter "$results/$name.trx" failed)
  passed=$((passed + ${good:-0}))
  failed=$((failed + ${bad:-0}))
  # A project that crashed, timed out or has no tests is a failure too, though no test of it is one.
  if [[ -z $good || $((good + bad)) == 0 || ($code != 0 && $bad == 0) ]]; then
    echo "test: $name did not run to its end (exit code $code)"
    broken=$((broken + 1))
  fi
done

((broken == 0)) || echo "test: $broken of the projects did not run to their end"
echo "$passed passed, $failed failed"
((failed == 0 && broken == 0 && passed > 0))
