"""Where an item stands: its record's place in the journal, and its index in the envelope."""

from typing import NamedTuple

from seismo.model.ids import ProjectId


class Place(NamedTuple):
    partition: int
    offset: int
    row: int
    project_id: ProjectId
