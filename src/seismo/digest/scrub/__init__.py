from seismo.digest.scrub.advanced.shapes import LOG, METRIC, SPAN, Shape
from seismo.digest.scrub.documents import (
    scrub_attachment,
    scrub_attributes,
    scrub_document,
    scrub_text,
)
from seismo.digest.scrub.scrubber import scrub, scrubbed

__all__ = [
    "LOG",
    "METRIC",
    "SPAN",
    "Shape",
    "scrub",
    "scrub_attachment",
    "scrub_attributes",
    "scrub_document",
    "scrub_text",
    "scrubbed",
]
