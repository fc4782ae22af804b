#!/bin/sh
# An envelope from a file, with an id in the form of a UUID.
set -eu
payload='{"message":"The cup is full","level":"info","platform":"other"}'
printf '%s\n%s\n%s\n' '{"event_id":"9ec79c33-ec99-42ab-8353-589fcb2e04dc"}' '{"type":"event"}' "$payload" > event.envelope
sentry-cli send-envelope --raw event.envelope
