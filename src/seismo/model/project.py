"""What ingest and digest need to know about a project."""

import msgspec

from seismo.model.ids import ProjectId, ProjectKeyId


class ProjectKey(msgspec.Struct, frozen=True):
    """The key inside a DSN."""

    id: ProjectKeyId
    project_id: ProjectId
    public_key: str
    is_active: bool


class Scrubbing(msgspec.Struct, frozen=True):
    """Which rules remove secrets before anything is stored. Everything is on by default."""

    enabled: bool = True
    sensitive_fields: tuple[str, ...] = ()
    """Further names: a key or value that contains one, in any case, is removed."""
    safe_fields: tuple[str, ...] = ()
    """Key names that are never touched, compared without regard to case."""


class Grouping(msgspec.Struct, frozen=True):
    """What a project adds to its grouping version, as the text that a person edits."""

    fingerprint: str = ""
    """Fingerprint rules, one a line."""
    stacktrace: str = ""
    """Stack trace rules, one a line."""


class ProjectRules(msgspec.Struct, frozen=True):
    """The rules of one project, fetched once for a batch of records."""

    project_id: ProjectId
    grouping_version: str
    scrubbing: Scrubbing = Scrubbing()
    grouping: Grouping = Grouping()
