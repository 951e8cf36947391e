#!/bin/sh
# setup.sh SECTION... - sees to it that the Debian packages of these sections of packages.txt are installed. Called by
# `make run` (build run) and `make test` (build run test). As root it installs what is missing; otherwise it says the exact
# command and fails.
set -eu
list="$(dirname "$0")/../packages.txt"

# The packages of one section that are missing.
missing_of() {
    sed -n "/^\[$1\]/,/^\[/p" "$list" | grep -v '^\[\|^#\|^$' | while read -r package colon command; do
        if [ "${colon:-}" = ":" ] && command -v "$command" > /dev/null 2>&1; then continue; fi
        if [ "${colon:-}" = ":" ] && [ -x "/usr/sbin/$command" ]; then continue; fi
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)
        [ "$state" = installed ] || printf '%s ' "$package"
    done
}

command -v dpkg-query > /dev/null 2>&1 || {
    echo "setup: this is no Debian; install what packages.txt names by its own means." >&2
    exit 0
}
missing=""
for section in "$@"; do
    missing="$missing$(missing_of "$section")"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "setup: these packages are missing. Install them, then try again:" >&2
    echo "    sudo apt-get install -y --no-install-recommends $missing" >&2
    exit 1
fi
echo "setup: installing $missing"
# RUNLEVEL=1 keeps a freshly installed web server from starting by itself.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt-get update -q > /dev/null
# shellcheck disable=SC2086 # a list of words
apt-get install -y -q --no-install-recommends $missing > /dev/null
