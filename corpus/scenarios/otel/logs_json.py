from _records import send
from _start import base, headers
from opentelemetry.exporter.otlp.json.http._log_exporter import OTLPLogExporter

send(OTLPLogExporter(f"{base}/logs", headers=headers))
