#!/bin/sh
# Makes the virtual environment .venv with a Python that is new enough, or says exactly what to install.
# Usage: scripts/venv.sh FOLDER; the variable PYTHON names an interpreter to use instead of looking for one.
set -eu
folder=$1

says_enough='import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)'
found=
for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c "$says_enough" >/dev/null 2>&1; then
        found=$name
        break
    fi
done

if [ -z "$found" ]; then
    have=$( (python3 --version || python --version) 2>/dev/null || echo "no Python at all")
    cat >&2 <<TEXT
standoff needs Python 3.11 or newer, and this machine has: $have.
Install one, then run the same command again:
  Debian 12, Ubuntu 24.04 or newer   sudo apt install python3 python3-venv
  Ubuntu 22.04                       sudo apt install python3.11 python3.11-venv
  Fedora                             sudo dnf install python3
  macOS (Homebrew)                   brew install python@3.13
  elsewhere                          the installer from python.org
If it is installed under another name: make demo PYTHON=/path/to/python3.13
TEXT
    exit 1
fi

if ! "$found" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    cat >&2 <<TEXT
Python $version is here, but its venv module is not. Install it, then run the same command again:
  Debian, Ubuntu    sudo apt install python$version-venv
  Fedora            sudo dnf install python3-pip
TEXT
    exit 1
fi

if [ ! -x "$folder/bin/python" ]; then
    echo "Making a virtual environment in $folder with $("$found" --version) ..."
    "$found" -m venv "$folder"
fi
