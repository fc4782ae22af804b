#!/bin/sh
# An event from a file.
set -eu
cat > event.json <<'JSON'
{"level": "error", "platform": "python", "logentry": {"message": "The cup is full"}, "tags": {"till": "north"}}
JSON
sentry-cli send-event event.json
