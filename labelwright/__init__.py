"""Labelwright: training datasets whose quality is measured, whose cost is known, whose accuracy is proven."""

__version__ = "0.1.0"
