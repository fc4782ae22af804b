"""Runs in an interpreter of its own that has `sentry-relay`: JSON lines in, normalized JSON lines out."""

import json
import sys

from sentry_relay.processing import StoreNormalizer

for line in sys.stdin:
    asked = json.loads(line)
    normalizer = StoreNormalizer(project_id=1, normalize_user_agent=True, **asked["options"])
    sys.stdout.write(json.dumps(normalizer.normalize_event(asked["payload"])) + "\n")
