"""Real photographs and real texts, in and out again: exported boxes equal the accepted ones, every text comes back."""

from __future__ import annotations

import csv as tables
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pandas
import pytest
from pycocotools.coco import COCO

from labelwright.operations import exports, releases, sources
from labelwright.store import Store
from tests import pictures
from tests.operations.stock import PHOTOS, TEXTS, lay, now


def frozen(of: Any, format_name: str) -> bytes:
    of.store.write(lambda tx: releases.ask(tx, of.grants, of.slug, "", {"train": 0.9, "test": 0.1}, now()))
    of.run_jobs()
    n = of.value("SELECT max(n) FROM dataset_version WHERE project = :p", p=of.project)
    return b"".join(exports.of_version(of.store, of.grants, of.slug, n, format_name).chunks)


@pytest.mark.parametrize("part", ["coco_cc", "aerial_cars", "plates_dashcam"])
def test_photographs_and_their_boxes_come_back_as_they_were(
    store: Store, tmp_path: Path, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = pictures.real("boxes-vehicles") / part
    truth = json.loads((folder / "annotations.json").read_text())
    names = {c["id"]: c["name"].lower().replace(" ", "_").replace("-", "_") for c in truth["categories"]}
    classes = ", ".join(f"{{{{id: {name}, name: {name}}}}}" for name in names.values())
    document = PHOTOS.replace("{{id: car, name: Car}}, {{id: van, name: Van}}", classes)
    of = lay(store, tmp_path, document)
    shutil.copytree(folder / "images", tmp_path / "allowed" / "photos")
    of.store.write(lambda tx: sources.ask(tx, of.grants, of.slug, "main", "stop", now()))
    of.run_jobs()
    assert sum(of.counts().values()) == len(truth["images"])
    boxes: dict[str, list[dict[str, Any]]] = {Path(image["file_name"]).name: [] for image in truth["images"]}
    files = {image["id"]: Path(image["file_name"]).name for image in truth["images"]}
    for a in truth["annotations"]:
        drawn = boxes[files[a["image_id"]]]
        drawn.append({"id": f"o{len(drawn)}", "class": names[a["category_id"]], "box": a["bbox"], "attributes": {}})
    of.accept((name, {"vehicles": drawn}) for name, drawn in boxes.items())
    path = tmp_path / "out.json"
    path.write_bytes(frozen(of, "coco"))
    read = COCO(str(path))
    capsys.readouterr()
    sizes = {Path(i["file_name"]).name: (i["width"], i["height"]) for i in truth["images"]}
    assert {i["file_name"]: (i["width"], i["height"]) for i in read.imgs.values()} == sizes
    for image in read.imgs.values():
        found = [
            (read.cats[a["category_id"]]["name"], a["bbox"]) for a in read.loadAnns(read.getAnnIds(imgIds=[image["id"]]))
        ]
        assert found == [(box["class"], box["box"]) for box in boxes[image["file_name"]]]


def test_sixty_two_thousand_texts_come_back_as_they_were(sqlite_url: str, tmp_path: Path) -> None:
    path = pictures.real("support-text") / "texts.csv"
    document = TEXTS.replace("table: t.csv, key: id, parts: {{text: body}}, group_by: fields.customer",
                             "table: texts.csv, key: text_id, parts: {{text: text}}, group_by: fields.domain")  # fmt: skip
    store = Store.open(sqlite_url)
    try:
        of = lay(store, tmp_path, document)
        shutil.copy(path, tmp_path / "allowed" / "texts.csv")
        of.store.write(lambda tx: sources.ask(tx, of.grants, of.slug, "main", "stop", now()))
        of.run_jobs()
        with path.open(encoding="utf-8", newline="") as file:
            texts = {row["text_id"]: row["text"] for row in tables.DictReader(file)}
        assert of.counts() == {"active": len(texts)}
        some = [key for n, key in enumerate(texts) if n % 20 == 0]
        of.accept((key, {"category": "billing"}) for key in some)
        frame = pandas.read_csv(io.BytesIO(frozen(of, "csv")), keep_default_na=False)
        assert dict(zip(frame["key"], frame["part.text"], strict=True)) == {key: texts[key] for key in some}
        assert frame.groupby("group")["split"].nunique().max() == 1
    finally:
        store.close()
