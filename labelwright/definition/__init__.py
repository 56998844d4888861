"""What was asked for: `labelwright.yaml`, read, checked as a graph, compared and drawn."""

from labelwright.definition.definition import Definition, Guideline, Targets, read
from labelwright.definition.staffing import warnings

__all__ = ["Definition", "Guideline", "Targets", "read", "warnings"]
