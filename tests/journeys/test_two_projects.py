"""The main job end to end over HTTP: tickets with overlap and review, pictures with a pilot and a spot check."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from pycocotools.coco import COCO

from labelwright.errors import Denied, InvalidAnswer, NotFound
from labelwright.sdk.client import Client
from tests.journeys.conftest import House
from tests.journeys.people import join

TICKETS = """
project: tickets
source: {table: tickets.csv, key: id, parts: {text: body}}
schema: {category: {type: choice, part: text, classes: [{id: refund, name: Refund}, {id: login, name: Login}]}}
guideline: "## Categories {#s-categories}"
teams: {crowd: {kind: own}, experts: {kind: own}}
stages:
  annotate: {kind: annotate, team: crowd, overlap: 2, resolve: {by: majority, else: expert}, then: [{to: expert, sample: {rate: 0.20}}, accept]}
  expert: {kind: review, team: experts, then: [accept]}
"""
CARS = """
project: cars
source: {folder: ./images, parts: {image: image}}
schema: {vehicles: {type: box, part: image, classes: [{id: car, name: Car, key: c}, {id: truck, name: Truck, key: t}], attributes: {occluded: {type: boolean}}}}
guideline: "## Tight boxes {#s-tight}"
teams: {part_timers: {kind: own}, leads: {kind: own}}
stages:
  pilot: {kind: annotate, team: part_timers, take: {first: 5, by: hash}, overlap: {each: all}, resolve: {by: unanimous, else: review}, gate: manual, then: [accept]}
  annotate: {kind: annotate, team: part_timers, needs: [pilot], overlap: 1, then: [{to: review, sample: {rate: 0.10, per: annotator, min: 2}}, accept]}
  review: {kind: review, team: leads, return: {reserve: {author: 48h}, rounds: 3}, then: [accept]}
"""


def test_tickets_from_import_to_a_version_that_pandas_reads(house: House, tmp_path: Path) -> None:
    with house.client() as admin:
        admin.create_project(TICKETS)
        project = admin.project("tickets")
        done = project.import_rows([{"id": f"t{n}", "body": f"ticket number {n}"} for n in range(40)])
        assert done.added == 40
        crowd = [join(admin, house.url, "crowd", "annotator", name) for name in ("Ann", "Ben")]
        expert = join(admin, house.url, "experts", "expert", "Eve")
        project.start()
        seen: dict[str, list[str]] = {}
        for person, client in enumerate(crowd):
            while leases := client.work.next("tickets", stage="annotate").leases:
                for lease in leases:
                    text = str(lease.item.parts["text"].text)
                    n = int(text.rsplit(" ", 1)[1])
                    choice = "refund" if n % 2 or (person and n % 10 == 0) else "login"
                    receipt = client.work.submit(lease.lease, {"category": choice}, active_ms=1500)
                    assert receipt.standing == "counted"
                    seen.setdefault(text, []).append(choice)
        assert {len(choices) for choices in seen.values()} == {2}
        with pytest.raises(NotFound):
            expert.work.next("tickets", stage="annotate")
        _judge_all(admin, expert, "tickets", "expert", {"category": "login"})
        home = project.home()
        assert (home.items.accepted, home.items.active, home.items.held) == (40, 0, 0)
        release = project.release(note="first", splits={"train": 0.8, "test": 0.2})
        for format in ("jsonl", "csv"):
            with (tmp_path / f"labels.{format}").open("wb") as file:
                project.download(file, format=format, release=release.n)
        table = pd.read_csv(tmp_path / "labels.csv")
        assert len(table) == 40
        rows = [json.loads(line) for line in (tmp_path / "labels.jsonl").read_text().splitlines()]
        assert len(rows) == 40
        for client in (*crowd, expert):
            client.close()


def _judge_all(admin: Client, judge: Client, project: str, stage: str, correct: dict[str, object]) -> int:
    """Judges until nothing is left; what waits for the grace to end is asked for again."""
    judged = 0
    while admin.project(project).home().items.active:
        for lease in judge.work.next(project, stage=stage).leases:
            assert lease.review is not None
            if len(lease.review["answers"]) == 1:
                judge.work.review(lease.lease, "accept", active_ms=900)
            else:
                judge.work.review(lease.lease, "correct", answer=correct, reasons=["wrong_class"], active_ms=900)
            judged += 1
    return judged


def picture(n: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (160, 90), (n * 9 % 255, 80, 120)).save(out, "JPEG")
    return out.getvalue()


def test_pictures_with_a_pilot_a_gate_and_a_spot_check_to_coco(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    for n in range(20):
        (folder / f"{n:03}.jpg").write_bytes(picture(n))
    with house.client() as admin:
        admin.create_project(CARS)
        project = admin.project("cars")
        assert project.import_files(sorted(folder.iterdir()), root=folder).added == 20
        team = [join(admin, house.url, "part_timers", "annotator", name) for name in ("Pia", "Pat", "Pim")]
        lead = join(admin, house.url, "leads", "reviewer", "Lea")
        project.start()
        boxes = {"vehicles": [{"id": "o1", "class": "car", "box": [10, 10, 40, 30], "attributes": {"occluded": False}}]}
        answered = _annotate_all(team, "pilot", boxes)
        assert answered == 15
        page = project.pilot("pilot")
        assert (page["items"], page["complete"], page["answers"], page["gate"]) == (5, 5, 15, "closed")
        assert (page["alike"]["value"], page["alike"]["n_items"]) == (1.0, 5)
        assert page["disagreements"] == []
        assert not team[0].work.next("cars", stage="annotate").leases, "the gate is closed"
        with pytest.raises(Denied):
            team[0].project("cars").open_gate("pilot")
        project.open_gate("pilot")
        assert _annotate_all(team, "annotate", boxes) == 15
        _judge_all(admin, lead, "cars", "review", boxes)
        assert project.home().items.accepted == 20
        release = project.release(note="first")
        with (tmp_path / "labels.json").open("wb") as file:
            project.download(file, format="coco", release=release.n)
        coco = COCO(str(tmp_path / "labels.json"))
        assert len(coco.getImgIds()) == 20
        assert {tuple(one["bbox"]) for one in coco.loadAnns(coco.getAnnIds())} == {(10, 10, 40, 30)}
        for client in (*team, lead):
            client.close()


def _annotate_all(team: list[Client], stage: str, answer: dict[str, object]) -> int:
    done = 0
    for client in team:
        while leases := client.work.next("cars", stage=stage).leases:
            for lease in leases:
                media = client.work.media(str(lease.item.parts["image"].url))
                assert Image.open(io.BytesIO(media)).size == (160, 90)
                if done == 0:
                    with pytest.raises(InvalidAnswer, match="vehicles"):
                        client.work.submit(
                            lease.lease, {"vehicles": [{"id": "o1", "class": "cat", "box": [0, 0, 5, 5]}]}
                        )
                client.work.submit(lease.lease, answer, active_ms=2000)
                done += 1
    return done
