"""A job that reports its start and its end to a cron monitor."""

from _start import start
from sentry_sdk.crons import capture_checkin

start()
check_in = capture_checkin(
    monitor_slug="close-the-day",
    status="in_progress",
    monitor_config={
        "schedule": {"type": "crontab", "value": "0 2 * * *"},
        "timezone": "Europe/Vienna",
        "checkin_margin": 5,
        "max_runtime": 30,
    },
)
capture_checkin(monitor_slug="close-the-day", check_in_id=check_in, status="ok", duration=2.5)
