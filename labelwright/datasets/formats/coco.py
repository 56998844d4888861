"""COCO detection: one JSON of images, annotations and categories, as pycocotools reads it.

Pixels as floats, origin top left, in the upright frame of the image. Category ids count from 1 in the order in which
classes first appeared over all schema versions, so that a class keeps its number for ever. Images without boxes are
kept: a checked negative is not an unlabelled image. Attributes stand in `attributes`, as CVAT writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from labelwright.datasets import neutral
from labelwright.datasets.formats.loss import Loss, Schemas, classes_of, fields_of

NAME = "COCO"
MEDIA_TYPE = "application/json"
ENDING = "json"
PASSES = 2  # over the rows

_BLOCK = 256_000  # bytes written at once

_json = msgspec.json.Encoder().encode


def losses(schemas: Schemas, parts: Iterable[str]) -> list[Loss]:
    """Whatever is no box is folded into the image or lost; so are items without an image and who made a label."""
    fields = fields_of(schemas)
    found = []
    for key, field in fields.items():
        if field["type"] != "box":
            found.append(Loss(key, "folded", f"a {field['type']} is no box: it stands in `labels` of its image"))
        elif field.get("attributes"):
            found.append(Loss(f"{key}.attributes", "folded", "they stand in `attributes`, which few tools read"))
    if not any(field["type"] == "box" for field in fields.values()):
        found.append(Loss("annotations", "lost", "the schema has no boxes: the file will have no annotations"))
    if "image" not in parts:
        found.append(Loss("items", "lost", "items without an image are left out"))
    found.append(Loss("made_by", "lost", "an image has no place for the annotations its label rests on"))
    found.append(Loss("fields", "lost", "an item's own fields are left out"))
    return found


def categories(schemas: Schemas) -> dict[tuple[str, str], int]:
    """Category ids by (field, class id)."""
    boxes = [key for key, field in fields_of(schemas).items() if field["type"] == "box"]
    pairs = [(key, name) for key in boxes for name in classes_of(schemas, key)]
    return {pair: number for number, pair in enumerate(pairs, 1)}


def write(labels: neutral.Labels, schemas: Schemas) -> Iterator[bytes]:
    """The file, in two passes over the rows: images, then annotations."""
    numbers = categories(schemas)
    described = [
        {"id": n, "name": name, "supercategory": key, "display_name": classes_of(schemas, key)[name]}
        for (key, name), n in numbers.items()
    ]
    yield b'{"info":{"description":"written by Labelwright"},"licenses":[],"categories":' + _json(described)
    yield b',"images":['
    yield from _joined(_image(row, part, numbers) for row, part in _with_image(labels.rows()))
    yield b'],"annotations":['
    yield from _joined(_annotations(labels.rows(), numbers))
    yield b"]}\n"


def _with_image(rows: Iterable[neutral.Row]) -> Iterator[tuple[neutral.Row, neutral.Part]]:
    for row in rows:
        part = next((part for part in row.parts.values() if part.media_type.startswith("image/")), None)
        if part is not None:
            yield row, part


def _image(row: neutral.Row, part: neutral.Part, numbers: dict[tuple[str, str], int]) -> dict[str, Any]:
    image: dict[str, Any] = {"id": row.id, "file_name": part.path, "width": part.width, "height": part.height}
    drawn = {key for key, _ in numbers}
    labels = {key: value for key, value in row.answer().items() if key not in drawn}
    if row.split is not None:
        image["split"] = row.split
    if labels:
        image["labels"] = labels
    return image


def _annotations(rows: Iterable[neutral.Row], numbers: dict[tuple[str, str], int]) -> Iterator[dict[str, Any]]:
    fields = list(dict.fromkeys(key for key, _ in numbers))
    n = 0
    for row, _ in _with_image(rows):
        answer = row.answer()
        for key in fields:
            for drawn in answer.get(key) or ():
                n += 1
                x, y, w, h = drawn["box"]
                yield {
                    "id": n, "image_id": row.id, "category_id": numbers[key, drawn["class"]], "bbox": [x, y, w, h],
                    "area": w * h, "iscrowd": 0, "segmentation": [], "attributes": drawn.get("attributes") or {},
                    "object": drawn.get("id"),
                }  # fmt: skip


def _joined(values: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    block = bytearray()
    first = True
    for value in values:
        block += b"\n" if first else b",\n"
        block += _json(value)
        first = False
        if len(block) >= _BLOCK:
            yield bytes(block)
            block.clear()
    yield bytes(block)
