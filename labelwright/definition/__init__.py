"""What was asked for: `labelwright.yaml`, read, checked as a graph, compared and drawn."""

from labelwright.definition.change import Change, InUse, compare, refused
from labelwright.definition.definition import Definition, Guideline, Targets, read
from labelwright.definition.staffing import warnings

__all__ = ["Change", "Definition", "Guideline", "InUse", "Targets", "compare", "read", "refused", "warnings"]
