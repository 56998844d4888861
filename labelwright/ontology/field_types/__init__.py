"""The field types there are. A new one is a file here and a line in the list."""

from __future__ import annotations

from labelwright.ontology.field import Field, Kinds
from labelwright.ontology.field_types.boolean import Boolean
from labelwright.ontology.field_types.box import Box
from labelwright.ontology.field_types.choice import Choice
from labelwright.ontology.field_types.multi_choice import MultiChoice
from labelwright.ontology.field_types.number import Number
from labelwright.ontology.field_types.rating import Rating
from labelwright.ontology.field_types.text import Text

_TYPES: tuple[type[Field], ...] = (
    Choice,
    MultiChoice,
    Boolean,
    Rating,
    Text,
    Number,
    Box,
)

FIELD_TYPES = Kinds(
    types={one.type: one for one in _TYPES},
    attributes=("choice", "boolean", "number", "text"),
    later=(
        *("certainty", "keypoints", "mask", "pairwise", "polygon", "polyline"),
        *("ranking", "relation", "segment", "span", "track"),
    ),
    meant={
        **dict.fromkeys(("singlechoice", "classification", "category", "select", "radio", "enum", "class"), "choice"),
        **dict.fromkeys(("multilabel", "multiselect", "checkbox", "checkboxes", "tags"), "multi_choice"),
        **dict.fromkeys(("bool", "flag", "yesno", "checkmark"), "boolean"),
        **dict.fromkeys(("scale", "likert", "stars", "ordinal", "score", "level"), "rating"),
        **dict.fromkeys(("string", "str", "freetext", "textarea", "comment"), "text"),
        **dict.fromkeys(("int", "integer", "float", "numeric"), "number"),
        **dict.fromkeys(("bbox", "boxes", "boundingbox", "rectangle", "rect", "detection"), "box"),
    },
)
