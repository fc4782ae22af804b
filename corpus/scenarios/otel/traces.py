from _spans import send
from _start import base, headers
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

send(OTLPSpanExporter(f"{base}/traces", headers=headers, compression=Compression.Gzip))
