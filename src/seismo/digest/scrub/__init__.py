from seismo.digest.scrub.documents import scrub_attributes, scrub_document, scrub_text
from seismo.digest.scrub.scrubber import scrub

__all__ = ["scrub", "scrub_attributes", "scrub_document", "scrub_text"]
