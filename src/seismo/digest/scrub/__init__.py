from seismo.digest.scrub.scrubber import scrub

__all__ = ["scrub"]
