"""From a folder or a table to a dataset version, with nothing but a terminal and the SDK."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas
import pytest
from PIL import Image
from pycocotools.coco import COCO

from labelwright import sdk
from labelwright.cli import exits
from labelwright.errors import Invalid, InvalidData, NotFound
from tests.journeys.conftest import House


def pictures(folder: Path, count: int) -> Path:
    """A folder of so many small images, each of its own colour."""
    (folder / "day one").mkdir(parents=True, exist_ok=True)
    for n in range(count):
        Image.new("RGB", (64, 48), (n * 7 % 256, 40, 90)).save(folder / "day one" / f"{n:03}.png")
    return folder


def tickets(file: Path, count: int) -> Path:
    """A table of so many texts."""
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "body", "channel"])
        writer.writerows([n, f"Where is my order {n}?", "mail"] for n in range(count))
    return file


def project(house: House, folder: Path, kind: str) -> str:
    """A project of one stage, made and started from a terminal; its name."""
    assert house.cli("init", folder, "--kind", kind).code == exits.DONE
    made = house.cli("apply", folder / "labelwright.yaml", "--start", "--json")
    assert made.code == exits.DONE, made.err
    return str(made.document["project"])


def label_everything(client: sdk.Client, slug: str, answer: dict[str, object]) -> int:
    """Works until there is nothing left; how many answers."""
    done = 0
    while leases := client.work.next(slug, count=4).leases:
        for lease in leases:
            assert client.work.submit(lease.lease, answer, active_ms=1500).standing == "counted"
            done += 1
    return done


def test_folder_of_images_becomes_a_coco_file_that_other_tools_read(house: House, tmp_path: Path) -> None:
    slug = project(house, tmp_path / "cars", "boxes")
    folder = pictures(tmp_path / "cars" / "images", 12)
    first = house.cli("import", slug, folder, "--json")
    assert (first.code, first.document["added"]) == (exits.DONE, 12), first.err
    again = house.cli("import", slug, folder, "--json").document
    assert (again["added"], again["unchanged"]) == (0, 12)
    box = {"id": "o1", "class": "car", "box": [4, 5, 20, 10], "attributes": {"occluded": False}}
    with house.client() as client:
        assert label_everything(client, slug, {"vehicles": [box]}) == 12
        assert {item.state for item in client.project(slug).items(page=5)} == {"accepted"}
        assert [label.answer["vehicles"][0]["class"] for label in client.project(slug).labels() if label.answer] == [
            "car"
        ] * 12
    made = house.cli("release", slug, "--split", "train=0.75", "--split", "val=0.25", "--note", "first", "--json")
    assert made.document["items"] == 12
    file = tmp_path / "cars.json"
    said = house.cli("export", slug, "--release", 1, "--format", "coco", "--out", file, "--json")
    assert said.document["bytes"] == file.stat().st_size
    coco = COCO(str(file))
    assert len(coco.getImgIds()) == len(coco.getAnnIds()) == 12
    assert coco.loadAnns(coco.getAnnIds())[0]["bbox"] == [4, 5, 20, 10]


def test_table_of_texts_becomes_csv_and_jsonl(house: House, tmp_path: Path) -> None:
    slug = project(house, tmp_path / "tickets", "texts")
    assert house.cli("import", slug, tickets(tmp_path / "t.csv", 30), "--json").document["added"] == 30
    with house.client() as client:
        assert label_everything(client, slug, {"category": "question"}) == 30
    assert house.cli("release", slug).code == exits.DONE
    for format in ("csv", "jsonl"):
        assert house.cli("export", slug, "--release", 1, "--format", format, cwd=tmp_path).code == exits.DONE
    table = pandas.read_csv(tmp_path / f"{slug}-v1.csv")
    assert len(table) == 30
    lines = (tmp_path / f"{slug}-v1.jsonl").read_text().splitlines()
    assert {json.loads(line)["label"]["category"] for line in lines} == {"question"}
    streamed = house.cli("export", slug, "--out", "-").out
    assert len(streamed.splitlines()) == 30


def test_bad_rows_are_named_and_stop_or_are_skipped(house: House, tmp_path: Path) -> None:
    slug = project(house, tmp_path / "bad-rows", "texts")
    file = tmp_path / "bad.csv"
    file.write_text("id,body\n1,fine\n2,\n1,again\n3,good\n")
    stopped = house.cli("import", slug, file)
    assert stopped.code == exits.CODES[Invalid]
    assert f"{file}:3:" in stopped.err
    assert f"{file}:4:" in stopped.err
    assert house.cli("status", slug, "--json").document["items"]["total"] == 0
    skipped = house.cli("import", slug, file, "--on-error", "skip", "--json")
    assert skipped.code == exits.CODES[Invalid]
    assert (skipped.document["added"], skipped.document["refused"]) == (2, 2)


def test_import_is_undone_by_the_command_it_printed(house: House, tmp_path: Path) -> None:
    slug = project(house, tmp_path / "undone", "texts")
    said = house.cli("import", slug, tickets(tmp_path / "t.csv", 5))
    hint = next(line for line in said.err.splitlines() if "--undo" in line)
    words = hint.split(" import ", 1)[1].split()
    assert house.cli("import", *words).code == exits.DONE
    with house.client() as client:
        assert client.work.next(slug).leases == []


@pytest.mark.parametrize("name", ["no-such-place", "picture.bmp.exe"])
def test_path_that_holds_nothing_says_so(house: House, tmp_path: Path, name: str) -> None:
    slug = project(house, tmp_path / f"p-{name[:2]}", "boxes")
    if "." in name:
        (tmp_path / name).write_bytes(b"MZ")
    said = house.cli("import", slug, tmp_path / name)
    assert said.code in (exits.CODES[NotFound], exits.CODES[Invalid])
    assert name in said.err


def test_link_out_of_the_folder_is_refused(house: House, tmp_path: Path) -> None:
    slug = project(house, tmp_path / "linked", "boxes")
    folder = pictures(tmp_path / "linked" / "images", 1)
    secret = tmp_path / "secret.png"
    Image.new("RGB", (8, 8)).save(secret)
    (folder / "out.png").symlink_to(secret)
    said = house.cli("import", slug, folder, "--json")
    assert said.document["error"]["code"] == InvalidData.code
    assert said.document["error"]["problems"][0]["place"] == "out.png"


def test_edit_is_applied_and_what_would_touch_work_is_refused(house: House, tmp_path: Path) -> None:
    slug = project(house, tmp_path / "edited", "texts")
    house.cli("import", slug, tickets(tmp_path / "t.csv", 3))
    file = tmp_path / "edited" / "labelwright.yaml"
    with house.client() as client:
        label_everything(client, slug, {"category": "question"})
    renamed = file.read_text().replace("name: Question", "name: A question")
    file.write_text(renamed)
    said = house.cli("apply", file, "--json")
    assert said.code == exits.DONE, said.err
    assert said.document["version"] == 2
    file.write_text(renamed.replace("id: question", "id: other"))
    refused = house.cli("apply", file)
    assert refused.code == 7
    assert "question" in refused.err


def test_diagram_of_a_running_project_is_drawn(house: House, tmp_path: Path) -> None:
    slug = project(house, tmp_path / "drawn", "texts")
    assert house.cli("diagram", slug).out.startswith("<svg")
