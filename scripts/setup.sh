#!/bin/sh
# Make .venv from requirements.lock on a bare machine: Python 3.11 or newer with pip is all it takes; no root, no activation.
# Repeatable: `make setup` runs it only when the lock, the project file or this script has changed.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

python=
for candidate in python3.11 python3.12 python3.13 python3; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  say 'Python 3.11 or newer is missing. On Debian or Ubuntu: sudo apt-get install -y python3 python3-pip'
  exit 2
fi

# uv is kept beside the project, because a system's Python does not let pip install into itself.
uv=$(command -v uv || true)
if [ -z "$uv" ] || ! "$uv" --version >/dev/null 2>&1; then
  uv=.tools/bin/uv
  [ -x "$uv" ] || "$python" -m pip install --quiet --disable-pip-version-check --target .tools uv >&2 || uv=
fi

with_uv() {
  { .venv/bin/python -c '' 2>/dev/null || "$uv" venv --quiet --clear --python "$python" .venv; } &&
    "$uv" pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock &&
    "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
}

with_pip() {
  rm -rf .venv
  "$python" -m venv --without-pip .venv &&
    "$python" -m pip --python .venv/bin/python install --quiet --require-hashes --requirement requirements.lock &&
    "$python" -m pip --python .venv/bin/python install --quiet --no-deps --no-build-isolation --editable .
}

say "installing the locked packages into .venv"
if [ -n "$uv" ] && with_uv; then
  :
else
  say 'uv is not usable here; going on with venv and pip (slower)'
  with_pip || {
    say 'the packages could not be installed; the lines above say why'
    exit 1
  }
fi
touch .venv/.ready
