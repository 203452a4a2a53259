#!/usr/bin/env bash
# Writes what the packages offer since their last release into PublicAPI.Unshipped.txt beside their projects, from the code as it is:
# what the compiler says is not written down there (RS0016).
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for file in src/*/PublicAPI.Unshipped.txt; do printf '#nullable enable\n' > "$file"; done
for file in src/*/PublicAPI.Unshipped.txt; do
  project=$(dirname "$file")
  # A project may have been built for the one before it; then its messages are in the log already.
  dotnet build "$project" -c Release -v q --nologo -p:TreatWarningsAsErrors=false >> "$log" || { grep -E ': error ' "$log"; exit 1; }
  sed -n "s|.*RS0016: Symbol '\(.*\)' is not part of the declared public API.*/$project/[^/]*\]*$|\1|p" "$log" | LC_ALL=C sort -u >> "$file"
done
git diff --stat -- 'src/*/PublicAPI.*.txt'
