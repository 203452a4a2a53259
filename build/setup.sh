#!/usr/bin/env bash
# What has to be true before `dotnet build` works here; ./modeldsl and ./test.sh call this first.
# Returns in milliseconds, without network, while artifacts/setup.stamp is current. Otherwise it finds out which
# TorchSharp and which Verify this machine can have (artifacts/torch-backend.props), installs libtorch where the
# stand-in needs it, and compiles the bridge. Honours TorchBackend, TorchSharpPath, VerifyBackend, LIBTORCH.
# Exit code 3: something is missing that this script cannot install.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
artifacts=$root/artifacts
stamp=$artifacts/setup.stamp
torchsharp_version=$(sed -n 's:.*<TorchSharpVersion>\(.*\)</TorchSharpVersion>.*:\1:p' "$root/build/TorchSharp.props")
verify_version=$(sed -n 's:.*<VerifyXunitVersion>\(.*\)</VerifyXunitVersion>.*:\1:p' "$root/build/TorchSharp.props")

say() { echo "setup: $1"; }
fail() { echo "setup: $1" >&2; exit 3; }

# The stamp says for which choices the work was done; the sources of the bridge have a stamp of their own (native.sh).
choices="3 torchsharp=$torchsharp_version verify=$verify_version backend=${TorchBackend:-} path=${TorchSharpPath:-} verifybackend=${VerifyBackend:-} libtorch=${LIBTORCH:-}"
if [[ -f $stamp && $(<"$stamp") == "$choices" && -f $artifacts/torch-backend.props ]]; then
  if grep -q '>libtorch</TorchBackend>' "$artifacts/torch-backend.props"; then bash "$root/build/native.sh"; fi
  exit 0
fi

command -v dotnet >/dev/null || fail "no .NET SDK: install .NET 10 (https://dotnet.microsoft.com/download)"
dotnet --version >/dev/null 2>&1 || fail "no .NET SDK that global.json accepts: install .NET 10 (https://dotnet.microsoft.com/download)"
mkdir -p "$artifacts"

# Whether a package restores, tried with a project of its own outside the reach of this repository's props.
restores() {
  local probe=$artifacts/probe/$1
  mkdir -p "$probe"
  echo '<Project />' | tee "$probe/Directory.Build.props" "$probe/Directory.Build.targets" "$probe/Directory.Packages.props" >/dev/null
  cat >"$probe/probe.csproj" <<PROBE
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup><PackageReference Include="$1" Version="[$2]" /></ItemGroup>
</Project>
PROBE
  timeout 60 dotnet restore "$probe/probe.csproj" --nologo -v q -p:RestoreRetryCount=0 >"$probe/restore.log" 2>&1
}

backend=${TorchBackend:-}
if [[ -z $backend && -n ${TorchSharpPath:-} ]]; then backend=TorchSharp-cpu; fi # not used: the path decides
if [[ -z $backend ]]; then
  say "looking for the package TorchSharp-cpu $torchsharp_version (a minute at most) ..."
  if restores TorchSharp-cpu "$torchsharp_version"; then backend=TorchSharp-cpu; else backend=libtorch; fi
  say "tensors come from $([[ $backend == libtorch ]] && echo "libtorch, through src/TorchSharp.Libtorch" || echo "$backend")"
fi

verify=${VerifyBackend:-}
if [[ -z $verify ]]; then
  if restores Verify.Xunit "$verify_version"; then verify=package; else verify=stand-in; fi
fi

if [[ $backend == libtorch && -z ${TorchSharpPath:-} ]]; then
  packages=()
  have() { command -v dpkg-query >/dev/null && [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == *'ok installed' ]]; }
  command -v "${CXX:-g++}" >/dev/null || packages+=(g++)
  if [[ -z ${LIBTORCH:-} ]]; then
    [[ -f /usr/include/ATen/core/dispatch/Dispatcher.h ]] || packages+=(libtorch-dev)
    # Without OpenBLAS, matrix products take fifty times as long.
    have libopenblas0-pthread || packages+=(libopenblas0-pthread)
  fi
  # Photographs are read with these.
  ldconfig -p 2>/dev/null | grep -F libturbojpeg.so.0 >/dev/null || packages+=(libturbojpeg0)
  ldconfig -p 2>/dev/null | grep -F libpng16.so.16 >/dev/null || packages+=(libpng16-16)
  if ((${#packages[@]})); then
    [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || fail "please install: ${packages[*]} (Debian, Ubuntu: sudo apt-get install ${packages[*]})"
    say "installing ${packages[*]} ..."
    log=$artifacts/apt.log
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${packages[@]}"; } >"$log" 2>&1 ||
      fail "apt-get could not install ${packages[*]}, see $log"
  fi
  bash "$root/build/native.sh"
fi

# For builds without this script; a property or an environment variable still wins.
cat >"$artifacts/torch-backend.props" <<PROPS
<Project>
  <!-- Written by build/setup.sh; delete artifacts/setup.stamp to have it looked up again. -->
  <PropertyGroup>
    <TorchBackend Condition="'\$(TorchBackend)' == ''">$backend</TorchBackend>
    <VerifyBackend Condition="'\$(VerifyBackend)' == ''">$verify</VerifyBackend>
  </PropertyGroup>
</Project>
PROPS
echo "$choices" >"$stamp"
