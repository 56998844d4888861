"""The tables (all SQL lives in this room).

Integer ids; times are integer microseconds UTC; JSON is kept as text. Large payloads stand only in `part.text`, the
body tables, `accepted_label` and `dataset_row`: hot tables stay narrow. Partial indexes carry literal states, because
a planner cannot match them to a parameter.
"""

from __future__ import annotations

from labelwright.store.tables import data, definitions, people, record, releases, work
from labelwright.store.tables.columns import metadata

__all__ = ["data", "definitions", "metadata", "people", "record", "releases", "work"]
