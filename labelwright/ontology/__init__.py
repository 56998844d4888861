"""What a label can be: the schema, its field types, and how far two answers are apart."""

from labelwright.ontology.changes import Change, changes
from labelwright.ontology.field import Field, PartShape
from labelwright.ontology.schema import Answer, Schema

__all__ = ["Answer", "Change", "Field", "PartShape", "Schema", "changes"]
