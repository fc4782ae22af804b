#!/bin/sh
# Makes the shop's project once: project.sh FOLDER PUBLIC_HOST leaves its DSNs in that folder, one for
# the shop's processes by the host of SEISMO_URL, and one for browsers by the public one.
set -eu
folder="$1"
if [ ! -s "$folder/dsn" ]; then
    made="$(seismo project create Kettle --platform django --json)"
    dsn="$(printf '%s' "$made" | python -c 'import json, sys; print(json.load(sys.stdin)["dsn"])')"
    printf '%s' "$dsn" | sed "s#@[^/]*/#@$2/#" > "$folder/browser-dsn"
    printf '%s' "$dsn" > "$folder/dsn"
fi
