"""What is written is read back by readers nobody here wrote: pandas and pycocotools."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pandas
import pytest
from pycocotools.coco import COCO

from labelwright.datasets import formats, manifest, neutral
from labelwright.datasets.formats import coco
from labelwright.errors import InvalidRequest

BOXES = {
    "vehicles": {
        "type": "box", "part": "image", "classes": [{"id": "car", "name": "Car"}, {"id": "truck", "name": "Truck"}],
        "attributes": {"occluded": {"type": "boolean"}},
    },
    "weather": {"type": "choice", "part": "image", "classes": [{"id": "dry", "name": "Dry"}]},
}  # fmt: skip
TEXTS = {
    "category": {"type": "choice", "part": "text", "classes": [{"id": "billing", "name": "Billing"}]},
    "topics": {"type": "multi_choice", "part": "text", "classes": [{"id": "a", "name": "A"}]},
    "tone": {"type": "rating", "part": "text", "levels": []},
    "urgent": {"type": "boolean", "part": "text"},
}


def line(n: int, parts: dict[str, neutral.Part], label: Any, **more: Any) -> str:
    facts = {
        "source": "main", "key": f"k-{n}", "split": "train", "group": None,
        "fields": msgspec.Raw(b'{"channel":"mail"}'), "method": "single", "schema_version": 1,
        "guideline_version": 1, "accepted_at": "2027-01-01T00:00:00.000Z",
        "made_by": [neutral.Maker(9, 4, "answer", "2027-01-01T00:00:00.000Z", 1, 1)],
    }  # fmt: skip
    raw = msgspec.Raw(msgspec.json.encode(label))
    return neutral.line(neutral.Row(id=n, parts=parts, label=raw, **{**facts, **more}))


def picture(n: int) -> dict[str, neutral.Part]:
    return {"image": neutral.Part("image/jpeg", path=f"north/{n}.jpg", sha256="ab", width=640, height=480)}


def text(value: str) -> dict[str, neutral.Part]:
    return {"text": neutral.Part("text/plain", text=value)}


def box(name: str, *xywh: float, **attributes: object) -> dict[str, object]:
    return {"id": f"o{xywh[0]}", "class": name, "box": list(xywh), "attributes": attributes}


IMAGES = [
    line(3, picture(3), {"vehicles": [box("truck", 1.5, 2, 30.25, 40, occluded=True), box("car", 0, 0, 5, 6)]}),
    line(5, picture(5), {"vehicles": [], "weather": "dry"}),
    line(8, picture(8), {"cannot_judge": True}),
]


def written(name: str, lines: list[str], schema: dict[str, Any]) -> bytes:
    return b"".join(formats.known(name).write(neutral.Written(lambda: iter(lines)), [schema]))


def test_coco_is_what_pycocotools_reads(tmp_path: Path) -> None:
    file = tmp_path / "instances.json"
    file.write_bytes(written("coco", IMAGES, BOXES))
    with contextlib.redirect_stdout(io.StringIO()):
        read = COCO(str(file))
    names = {i: read.imgs[i]["file_name"] for i in read.getImgIds()}
    assert names == {3: "north/3.jpg", 5: "north/5.jpg", 8: "north/8.jpg"}
    assert [(c["id"], c["name"], c["supercategory"]) for c in read.loadCats(read.getCatIds())] == [
        (1, "car", "vehicles"), (2, "truck", "vehicles"),
    ]  # fmt: skip
    found = read.loadAnns(read.getAnnIds(imgIds=[3]))
    assert [(a["category_id"], a["bbox"], a["area"], a["iscrowd"]) for a in found] == [
        (2, [1.5, 2.0, 30.25, 40.0], 1210.0, 0), (1, [0.0, 0.0, 5.0, 6.0], 30.0, 0),
    ]  # fmt: skip
    assert found[0]["attributes"] == {"occluded": True}
    assert read.getAnnIds(imgIds=[5]) == []
    assert read.imgs[5]["labels"] == {"weather": "dry"}


def test_coco_category_keeps_its_number_when_classes_are_added_and_taken_away() -> None:
    classes = [{"id": "van", "name": "Van"}, {"id": "truck", "name": "Lorry"}]
    later = {"vehicles": {**BOXES["vehicles"], "classes": classes}}
    assert coco.categories([BOXES, later]) == {("vehicles", "car"): 1, ("vehicles", "truck"): 2, ("vehicles", "van"): 3}


def test_csv_is_what_pandas_reads() -> None:
    judged = {"category": "billing", "topics": ["a"], "tone": 2, "urgent": True}
    lines = [
        line(1, text('a "quoted", text\nof two lines'), judged),
        line(2, text("=1+1"), {"cannot_judge": True}, split=None, group="g"),
    ]
    frame = pandas.read_csv(io.BytesIO(written("csv", lines, TEXTS)))
    assert list(frame["part.text"]) == ['a "quoted", text\nof two lines', "=1+1"]
    assert list(frame["label.category"].fillna("-")) == ["billing", "-"]
    assert json.loads(frame["label.topics"][0]) == ["a"]
    assert (frame["label.tone"][0], bool(frame["label.urgent"][0])) == (2, True)
    assert list(frame["cannot_judge"]) == [False, True]
    assert json.loads(frame["fields"][1]) == {"channel": "mail"}


def test_csv_of_images_has_their_path_and_size() -> None:
    frame = pandas.read_csv(io.BytesIO(written("csv", IMAGES, BOXES)))
    assert list(frame["part.image"]) == ["north/3.jpg", "north/5.jpg", "north/8.jpg"]
    assert list(frame["part.image.width"]) == [640] * 3
    assert [b["class"] for b in json.loads(frame["label.vehicles"][0])] == ["truck", "car"]


def test_jsonl_is_what_pandas_reads_and_hashes_as_the_manifest_says() -> None:
    data = written("jsonl", IMAGES, BOXES)
    frame = pandas.read_json(io.BytesIO(data), lines=True)
    assert list(frame["id"]) == [3, 5, 8]
    tally = manifest.Tally()
    for one in IMAGES:
        tally.add(one)
    assert tally.sha256 == hashlib.sha256(data).hexdigest()
    assert (tally.items, dict(tally.splits), dict(tally.methods)) == (3, {"train": 3}, {"single": 3})


@pytest.mark.parametrize("name", ["jsonl", "csv", "coco"])
def test_a_version_of_nothing_is_a_file_of_nothing(name: str) -> None:
    data = written(name, [], BOXES)
    assert data == b"" if name == "jsonl" else data
    if name == "coco":
        assert json.loads(data)["images"] == []
    if name == "csv":
        assert list(pandas.read_csv(io.BytesIO(data)).columns)[-1] == "fields"


def test_every_format_says_what_it_loses() -> None:
    assert formats.known("jsonl").losses([BOXES], ["image"]) == []

    def losses(name: str, schema: dict[str, Any], part: str) -> set[tuple[str, str]]:
        return {(loss.what, loss.kind) for loss in formats.known(name).losses([schema], [part])}

    assert losses("coco", BOXES, "image") == {
        ("vehicles.attributes", "folded"), ("weather", "folded"), ("made_by", "lost"), ("fields", "lost"),
    }  # fmt: skip
    assert ("annotations", "lost") in losses("coco", TEXTS, "text")
    assert ("topics", "folded") in losses("csv", TEXTS, "text")
    with pytest.raises(InvalidRequest, match="no format yolo"):
        formats.known("yolo")


def test_the_same_facts_give_the_same_manifest() -> None:
    def made() -> bytes:
        tally = manifest.Tally()
        for one in IMAGES:
            tally.add(one)
        facts = manifest.Made(
            "cars", 1, "first", 4, "2027-01-01T00:00:00.000Z", {"version": 1, "sha256": "d"}, {"train": 1.0}, None,
            {1: BOXES}, {1: "g"},
        )  # fmt: skip
        return manifest.document(facts, tally)

    read = json.loads(made())
    assert manifest.sha256(made()) == manifest.sha256(made())
    assert (read["items"], read["splits"]["train"]["items"], read["schema"]["1"]["items"]) == (3, 3, 3)
