#!/usr/bin/env bash
# What ./modeldsl demo trains on: installs Debian's package of Fashion-MNIST where it is missing.
# Takes the command line; does nothing where that names other data, or asks for help.
# Exit code 3: it is missing, and this script cannot install it.
set -euo pipefail

package=dataset-fashion-mnist
folder=/usr/share/datasets/fashion-mnist

for word in "$@"; do
  case $word in --data | --data=* | --help | -h | -\?) exit 0 ;; esac
done
[[ -d $folder ]] && exit 0

fail() { echo "modeldsl: $1" >&2; exit 3; }
command -v apt-get >/dev/null || fail "Fashion-MNIST is missing, and there is no apt-get: ./modeldsl demo --data FOLDER takes its four *-ubyte.gz files from a folder"
[[ $(id -u) == 0 ]] || fail "Fashion-MNIST is missing: sudo apt-get install $package, or ./modeldsl demo --data FOLDER with its four *-ubyte.gz files"

log=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/artifacts/apt-fashion-mnist.log
echo "modeldsl: installing $package ..."
install() { DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$package"; }
{ install || { apt-get update -q && install; }; } >"$log" 2>&1 ||
  fail "apt-get could not install $package (see $log): ./modeldsl demo --data FOLDER takes its four *-ubyte.gz files from a folder"
