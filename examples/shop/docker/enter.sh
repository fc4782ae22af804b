#!/bin/sh
# Runs a command of the shop with the DSNs that project.sh left, unless others are given.
set -eu
folder="${DSN_FOLDER:-/run/seismo}"
if [ -z "${SENTRY_DSN:-}" ] && [ -r "$folder/dsn" ]; then
    SENTRY_DSN="$(cat "$folder/dsn")"
    VITE_SENTRY_DSN="$(cat "$folder/browser-dsn")"
    export SENTRY_DSN VITE_SENTRY_DSN
fi
exec "$@"
