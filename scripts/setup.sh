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
# The recogniser's Vietnamese data is no Python package. Without it all but scans is read, and scans say what is missing.
vietnamese() {
  for folder in "${TESSDATA_PREFIX:-}" "${TESSDATA_PREFIX:-}/tessdata" /usr/share/tesseract-ocr/*/tessdata /usr/share/tessdata \
    /usr/local/share/tessdata /opt/homebrew/share/tessdata; do
    [ -f "$folder/vie.traineddata" ] && return 0
  done
  return 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_data() {
  command -v apt-get >/dev/null && as_root true 2>/dev/null || return 1
  say 'installing Tesseract with its Vietnamese data'
  packages='tesseract-ocr tesseract-ocr-vie'
  # shellcheck disable=SC2086 - two words
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null 2>&1 || {
    as_root apt-get update -qq >/dev/null 2>&1 &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null 2>&1
  }
}

if ! vietnamese && ! install_data; then
  say 'scanned reports cannot be read yet. On Debian or Ubuntu: sudo apt-get install -y tesseract-ocr tesseract-ocr-vie'
fi
touch .venv/.ready
