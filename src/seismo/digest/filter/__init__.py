from seismo.digest.filter.checks import filtered

__all__ = ["filtered"]
