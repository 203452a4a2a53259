#!/usr/bin/env bash
# Makes the documentation as a site in artifacts/site: the manual, and the API from the assemblies and their XML comments.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source=artifacts/site-source
dotnet tool restore
dotnet build src/ModelDsl.Cli -c Release -v q --nologo
rm -rf artifacts/site "$source"
mkdir -p "$source"
# The pages where they lie, and the files that they link to; docfx takes nothing from above its own file.
cp --parents README.md CONTRIBUTING.md LICENSE benchmarks/README.md docs/*.md docs/toc.yml docs/diagnostics/*.md \
  samples/ClassifyNative/Program.cs src/ModelDsl/Operations/{Roll,GroupNorm}.cs src/ModelDsl/Passes/{Pass,RemoveDeadSteps,FoldBatchNorm}.cs \
  src/ModelDsl.Onnx/Lowering/OnnxLowering.cs "$source"
cp docs/site/* "$source"
dotnet docfx "$source/docfx.json" --warningsAsErrors
