#!/bin/sh
# A job that is watched.
set -eu
sentry-cli monitors run count-the-stock --schedule "*/5 * * * *" --max-runtime 2 -- true
