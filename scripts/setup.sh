#!/usr/bin/env bash
# Makes .venv from the pinned lock file and installs the system packages of the app. Does nothing when all is up to date. Needs Python 3.11+.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
wanted=$(cat requirements.lock pyproject.toml scripts/setup.sh | sha256sum | cut -c1-32)
stamp=.venv/.installed
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

# What the app needs to draw (OpenGL in software where there is no graphics card), to speak, and to show its tree to screen readers.
drawing="libegl1 libgl1 libgl1-mesa-dri libmtdev1"
browsing="chromium"
speaking="espeak-ng alsa-utils dbus at-spi2-core gir1.2-atspi-2.0 python3-gi"
missing=""
if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    for package in python3 python3-venv $drawing $speaking $browsing; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
    done
fi
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then root=""; elif command -v sudo >/dev/null; then root="sudo"; else root="none"; fi
    if [ "$root" = none ]; then
        echo "Install these first, then run this again: apt-get install$missing" >&2
        exit 1
    fi
    echo "Installing system packages:$missing …"
    $root apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -q --no-install-recommends $missing >/dev/null
fi
"$python" - <<'PY' || { echo "Allways needs Python 3.11 or newer with the venv module. Set PYTHON to such an interpreter." >&2; exit 1; }
import ensurepip, sys, venv
sys.exit(sys.version_info < (3, 11))
PY

echo "Installing Allways into .venv (once) …"
[ -x .venv/bin/python ] || "$python" -m venv .venv
# The lock is complete; KivyMD's one dependency left out (scripts/overrides.txt) would be asked for otherwise.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
echo "$wanted" > "$stamp"
