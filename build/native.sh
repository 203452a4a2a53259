#!/usr/bin/env bash
# Compiles src/TorchSharp.Libtorch/native/bridge.cpp into artifacts/native/libModelDslTorch.so.
# LIBTORCH=/path: an unpacked libtorch, or the `torch` folder of a Python PyTorch. Unset: the system's libtorch-dev.
# Does nothing when the library is up to date. Exit code 3: something has to be installed first.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source=$root/src/TorchSharp.Libtorch/native/bridge.cpp
out=$root/artifacts/native
library=$out/libModelDslTorch.so
stamp=$out/libModelDslTorch.stamp
libtorch=${LIBTORCH:-}

missing() { echo "native.sh: $1" >&2; exit 3; }

current="$(sha256sum <"$source") $(sha256sum <"${BASH_SOURCE[0]}") ${libtorch:-system} ${CXX:-g++}"
[[ -f $library && -f $stamp && $(<"$stamp") == "$current" ]] && exit 0

compiler=${CXX:-g++}
command -v "$compiler" >/dev/null || missing "no C++ compiler '$compiler': install g++"

if [[ -n $libtorch ]]; then
  [[ -d $libtorch ]] || missing "LIBTORCH=$libtorch is not a folder"
  libtorch=$(cd "$libtorch" && pwd)
  include=$libtorch/include
  lib=$libtorch/lib
  where="LIBTORCH=$libtorch"
else
  include=/usr/include
  lib=/usr/lib/$("$compiler" -dumpmachine)
  where="the system"
fi
[[ -f $include/ATen/core/dispatch/Dispatcher.h ]] || missing "$where has no libtorch headers: install libtorch-dev (or set LIBTORCH=/path/to/libtorch)"
[[ -f $lib/libtorch_cpu.so && -f $lib/libc10.so ]] || missing "$where has no libtorch_cpu.so in $lib: install libtorch-dev (or set LIBTORCH=/path/to/libtorch)"

# The torch wheels of old were built with the pre-C++11 string ABI; the mangled names in libc10 tell.
abi=1
if command -v nm >/dev/null && [[ $(nm -D --defined-only "$lib/libc10.so") != *cxx11* ]]; then abi=0; fi

# (The compiler knows /usr/include itself, and must not be told again.)
includes=(-isystem "$include/torch/csrc/api/include")
if [[ -n $libtorch ]]; then includes+=(-isystem "$include"); fi
libs=(-ltorch_cpu -lc10)
cuda=()
if [[ -f $lib/libtorch_cuda.so ]]; then cuda=(-Wl,--no-as-needed -ltorch_cuda -lc10_cuda -Wl,--as-needed); fi
rpath=()
if [[ -n $libtorch ]]; then rpath=(-Wl,-rpath,"$lib" -Wl,--disable-new-dtags); fi

mkdir -p "$out"
echo "Compiling the bridge to libtorch ($where; some seconds) ..."
new=$library.$$.tmp
log=$out/native.log
if ! "$compiler" -O2 -std=c++17 -fPIC -shared -fvisibility=hidden -D_GLIBCXX_USE_CXX11_ABI=$abi \
    "${includes[@]}" "$source" -o "$new" \
    -L"$lib" "${cuda[@]}" "${libs[@]}" "${rpath[@]}" -Wl,-z,defs >"$log" 2>&1; then
  rm -f "$new"
  echo "native.sh: the bridge does not compile against $where, see $log:" >&2
  grep -m 5 -E 'error|undefined' "$log" >&2 || tail -n 5 "$log" >&2
  exit 1
fi
mv -f "$new" "$library"   # atomically: a running process keeps the old file
echo "$current" >"$stamp"
