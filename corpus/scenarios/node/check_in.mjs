// A job that reports its start and its end to a cron monitor.
import { start } from "./_start.mjs";

const Sentry = start();
const schedule = { type: "crontab", value: "0 2 * * *" };
const monitor = { schedule, timezone: "Europe/Vienna", checkinMargin: 5, maxRuntime: 30 };
const monitorSlug = "close-the-day";
const checkInId = Sentry.captureCheckIn({ monitorSlug, status: "in_progress" }, monitor);
Sentry.captureCheckIn({ checkInId, monitorSlug, status: "ok", duration: 2.5 });
await Sentry.flush(2000);
