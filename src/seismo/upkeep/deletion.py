"""Removing what deleted projects stored, from every store."""

from datetime import date

import msgspec
import structlog

from seismo.catalog import forgetting, stored
from seismo.model.ids import ProjectId
from seismo.model.record import decode_record
from seismo.model.retention import Kind
from seismo.ports.stores import Stores
from seismo.ports.upkeep import Upkeep
from seismo.upkeep.retention import forget, sweep_blobs
from seismo.upkeep.set_aside import remove_set_aside

logger = structlog.get_logger("seismo.upkeep")


def remove_deleted(stores: Stores, upkeep: Upkeep) -> list[date]:
    """All of the projects that people deleted. Returns the days whose words have to be indexed anew.

    A project's own row goes last, so that what dies half way is done again. What was on its way into the
    stores meanwhile is found by the next retention, as belonging to no project.
    """
    deleted = forgetting.deleted_projects()
    if not deleted:
        return []
    everything = stored.everything()
    gone = [share for share in everything if share.project_id in deleted]
    forget(gone, everything, stores, upkeep)
    sweep_blobs(stores, upkeep)
    remove_set_aside(lambda body: _project_of(body) in deleted, stores)
    for project_id in deleted:
        forgetting.delete_project(ProjectId(project_id))
    forgetting.give_back()
    logger.info("upkeep.deleted", projects=len(deleted), shares=len(gone))
    return sorted({share.day for share in gone if share.kind is Kind.ERRORS})


def _project_of(body: bytes) -> ProjectId | None:
    """None for a record that nobody can read."""
    try:
        return decode_record(body).project_id
    except msgspec.DecodeError:
        return None
