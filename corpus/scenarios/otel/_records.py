"""What a shop logs: a text with a trace, an event with a body of its own, and a line without a level."""

from _start import MILLISECOND, NOON, resource
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor, LogRecordExporter


def send(exporter: LogRecordExporter) -> None:
    provider = LoggerProvider(resource=resource)
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
    logger = provider.get_logger("shop.orders", "0.1")
    logger.emit(
        LogRecord(
            timestamp=NOON,
            observed_timestamp=NOON + MILLISECOND,
            trace_id=0x5B8EFFF798038103D269B633813FC60C,
            span_id=0xEEE19B7EC3C1B174,
            severity_number=SeverityNumber.ERROR,
            severity_text="ERROR",
            body="order 7 failed",
            attributes={"order": 7, "articles": ["tea", "cup"], "paid": False},
        )
    )
    logger.emit(
        LogRecord(
            timestamp=NOON + MILLISECOND,
            observed_timestamp=NOON + MILLISECOND,
            severity_number=SeverityNumber.INFO2,
            body={"order": 7, "total": 12.5, "articles": ["tea", "cup"]},
            event_name="order.paid",
        )
    )
    logger.emit(LogRecord(observed_timestamp=NOON + 2 * MILLISECOND, body="no level, no time"))
    provider.shutdown()
