#!/usr/bin/env bash
# Makes .venv from the pinned lock file. Does nothing when it is up to date. Needs Python 3.11+ with venv; installs it where it may.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
if ! command -v "$python" >/dev/null || ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if command -v apt-get >/dev/null; then
        root=""
        if [ "$(id -u)" != 0 ]; then
            command -v sudo >/dev/null || { echo "Install python3-venv first (apt-get install python3 python3-venv), then run this again." >&2; exit 1; }
            root="sudo"
        fi
        $root apt-get update -q
        $root apt-get install -y -q --no-install-recommends python3 python3-venv
    fi
fi
"$python" - <<'PY' || { echo "Allways needs Python 3.11 or newer with the venv module. Set PYTHON to such an interpreter." >&2; exit 1; }
import ensurepip, sys, venv
sys.exit(sys.version_info < (3, 11))
PY

wanted=$(cat requirements.lock pyproject.toml | sha256sum | cut -c1-32)
stamp=.venv/.installed
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi
echo "Installing Allways into .venv (once) …"
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
echo "$wanted" > "$stamp"
