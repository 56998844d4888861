"""A definition as a picture: what happens to an item from the raw data to the release, and who decides where."""

from labelwright.definition.diagram.drawing import svg
from labelwright.definition.diagram.scene import Live

__all__ = ["Live", "svg"]
