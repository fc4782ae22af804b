#!/bin/sh
# An event put together on the command line.
set -eu
sentry-cli send-event --no-environ --message "order %s cannot be packed" --message-arg 42 \
    --level warning --release shop@1.4.0+57 --env staging --dist 57 --tag till:north \
    --extra items:3 --user id:7 --user email:ada@shop.example --fingerprint packing
