#!/bin/sh
# Installs hallpass for you alone: one file in ~/.local/bin, or in $HALLPASS_BIN. No sudo, and nothing else is changed.
# To remove it, remove that file.
set -eu
version='@VERSION@' libc=''
from=${HALLPASS_FROM:-'@FROM@'}
bin=${HALLPASS_BIN:-$HOME/.local/bin}

fail() { printf 'hallpass is not installed: %s\n' "$1" >&2; exit 1; }

[ -n "$from" ] || fail 'say where the files are: HALLPASS_FROM=https://…'
case $(uname -s) in
  Linux) system=linux ;;
  Darwin) system=darwin ;;
  *) fail "there is no file for $(uname -s); on Windows take the one that ends in windows-x64.zip" ;;
esac
case $(uname -m) in
  x86_64 | amd64) machine=x64 ;;
  aarch64 | arm64) machine=arm64 ;;
  *) fail "there is no file for $(uname -m); with Node 20.19 or newer: npm install -g hallpass" ;;
esac
if [ "$system" = linux ] && ! [ -e /lib64/ld-linux-x86-64.so.2 ] && ! [ -e /lib/ld-linux-aarch64.so.1 ]; then libc=-musl; fi
archive=hallpass-$version-$system-$machine$libc.tar.gz

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf 'Fetching %s\n' "$archive"
for file in SHA256SUMS "$archive"; do
  if command -v curl > /dev/null; then curl -fsSL -o "$scratch/$file" "$from/$file"; else wget -qO "$scratch/$file" "$from/$file"; fi \
    || fail "$from/$file cannot be fetched"
done
wanted=$(awk -v name="$archive" '$2 == name { print $1 }' "$scratch/SHA256SUMS")
found=$( (sha256sum "$scratch/$archive" 2> /dev/null || shasum -a 256 "$scratch/$archive") | cut -d ' ' -f 1)
[ -n "$wanted" ] && [ "$wanted" = "$found" ] || fail "$archive has the sum $found, and not ${wanted:-one that is listed}"
tar -xzf "$scratch/$archive" -C "$scratch"
"$scratch/hallpass" --version > /dev/null || fail 'it does not run here (on Alpine: apk add libstdc++)'
mkdir -p "$bin" && mv -f "$scratch/hallpass" "$bin/hallpass"
printf 'hallpass %s is %s\n' "$version" "$bin/hallpass"
case :$PATH: in *":$bin:"*) ;; *) printf 'Put it on your PATH: export PATH="%s:$PATH"\n' "$bin" ;; esac
printf 'Try it, with no AWS account: hallpass demo\n'
