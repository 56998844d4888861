"""The two sample projects: their data on disk, their documents, their guidelines, and what is true of each item."""

from __future__ import annotations

import csv
import hashlib
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from labelwright.cli.demo import streets, tickets, vehicles
from labelwright.cli.demo.streets import Truth
from labelwright.definition.writing import write

STREETS, TICKETS = "street-scenes", "support-tickets"
RESERVED = 40
PILOT = 18
_FOLDER, _TABLE, _TRUTH = "street-scenes", "support-tickets.csv", "truth.json"


@dataclass(frozen=True, slots=True)
class Scale:
    """How many items each project has."""

    images: int
    tickets: int

    @property
    def pilot(self) -> int:
        """Street scenes that everybody labels first."""
        return min(PILOT, max(3, self.images // 8))

    def reserved(self, items: int) -> int:
        """Items nobody but the visitor touches: 40, or a quarter of a small project."""
        return min(RESERVED, items // 4)


def draw_one(folder: str, number: int) -> tuple[str, list[tuple[str, tuple[float, float, float, float], bool]]]:
    """Draws one scene into the folder: the file's SHA-256, and what is in it."""
    made = streets.scene(number)
    (Path(folder) / f"{number:04d}-{made.light}.jpg").write_bytes(made.jpeg)
    return hashlib.sha256(made.jpeg).hexdigest(), [(one.kind, one.box, one.occluded) for one in made.truth]


def _let_the_parent_decide() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def draw(root: Path, scale: Scale, told: Callable[[int], None]) -> None:
    """Draws the street scenes, on every processor there is, and writes down what they show."""
    folder = root / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    truth = {}
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=_let_the_parent_decide) as drawers:
        waiting = [drawers.submit(draw_one, str(folder), number) for number in range(1, scale.images + 1)]
        try:
            for done, one in enumerate(waiting, 1):
                digest, found = one.result()
                truth[digest] = found
                told(done)
        except BaseException:
            drawers.shutdown(wait=False, cancel_futures=True)
            raise
    (root / _TRUTH).write_text(json.dumps(truth), "utf-8")


def write_tickets(root: Path, scale: Scale) -> None:
    """Writes the table of tickets."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / _TABLE).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("ticket", "channel", "body"))
        table.writerows((one.key, one.channel, one.text) for one in tickets.tickets(scale.tickets))


def scenes_truth(root: Path) -> Mapping[str, tuple[Truth, ...]]:
    """What every drawn picture shows, by the SHA-256 of its file."""
    kept = json.loads((root / _TRUTH).read_text("utf-8"))
    return {key: tuple(Truth(kind, tuple(box), hidden) for kind, box, hidden in found) for key, found in kept.items()}


def tickets_truth(scale: Scale) -> Mapping[str, str]:
    """The category of every ticket, by its text."""
    return {one.text: one.category for one in tickets.tickets(scale.tickets)}


# -- documents -------------------------------------------------------------------------------------------------------

_KEYS = {"car": "c", "van": "v", "truck": "t", "bus": "b", "bicycle": "y"}


def streets_document(root: Path, scale: Scale) -> str:
    """The definition of the street scenes: a pilot, then one answer each and a spot check."""
    classes = [{"id": one, "name": one.capitalize(), "key": _KEYS[one]} for one in vehicles.CLASSES]
    return write(
        {
            "project": STREETS,
            "source": {"folder": str(root / _FOLDER), "parts": {"image": "image"}},
            "schema": {
                "vehicles": {
                    "type": "box", "part": "image", "name": "Vehicles", "classes": classes,
                    "attributes": {"occluded": {"type": "boolean", "name": "Occluded"}},
                }
            },
            "guideline": "guideline.md",
            "teams": {
                "part_timers": {"kind": "own", "name": "Part-timers"},
                "leads": {"kind": "own", "name": "Leads"},
            },
            "stages": {
                "pilot": {
                    "kind": "annotate", "team": "part_timers", "take": {"first": scale.pilot, "by": "hash"},
                    "overlap": {"each": "all"}, "resolve": {"by": "unanimous", "else": "review"}, "gate": "manual",
                    "then": ["accept"],
                },
                "annotate": {
                    "kind": "annotate", "team": "part_timers", "needs": ["pilot"], "overlap": 1, "lease": "30m",
                    "then": [{"to": "review", "sample": {"rate": 0.10, "per": "annotator", "min": 8}}, "accept"],
                },
                "review": {
                    "kind": "review", "team": "leads", "return": {"reserve": {"author": "48h"}, "rounds": 3},
                    "then": ["accept"],
                },
            },
        }
    )  # fmt: skip


def tickets_document(root: Path) -> str:
    """The definition of the tickets: one answer each, and an expert's look at a sample."""
    classes: list[dict[str, str]] = []
    keys = "1234567890qwert"
    for key, (one, name) in zip(keys, tickets.CATEGORIES.items(), strict=True):
        classes.append({"id": one, "name": name, "key": key})
    return write(
        {
            "project": TICKETS,
            "source": {"table": str(root / _TABLE), "key": "ticket", "parts": {"text": "body"}},
            "schema": {"category": {"type": "choice", "part": "text", "name": "Category", "classes": classes}},
            "guideline": "guideline.md",
            "teams": {
                "agents": {"kind": "vendor", "name": "Northdesk"},
                "experts": {"kind": "own", "name": "Experts"},
            },
            "stages": {
                "annotate": {
                    "kind": "annotate", "team": "agents", "overlap": 1,
                    "then": [{"to": "expert", "sample": {"rate": 0.20, "per": "annotator", "min": 8}}, "accept"],
                },
                "expert": {"kind": "review", "team": "experts", "then": ["accept"]},
            },
        }
    )  # fmt: skip


STREETS_GUIDELINE = """# Vehicles on the street

We count traffic. Every vehicle one can see gets one box, and one class.

## Boxes

Draw the box around what you can see, as tight as you can. Where something hides a part of the vehicle, the box ends
where the visible part ends, and **Occluded** is ticked. Leave out what is smaller than a finger's width on the screen,
and vehicles of which you see less than a quarter.

## Classes

- **Car**: a low boot, windows all around.
- **Van**: one body up to the roof, windows only in front or at the back door.
- **Truck**: a cab, and a load behind it.
- **Bus**: seats and windows all along, a lit sign above the windscreen.
- **Bicycle**: wheels and rider together in one box. People on foot are not vehicles.

## At night and in the rain

Lamps alone are no vehicle: box it only when you can tell where it ends.
"""

TICKETS_GUIDELINE = """# What is the ticket about?

One category for each ticket: what must happen next, not everything that is mentioned.

## Parcels

- **Late delivery**: nothing has arrived yet. **Damaged item**: the right thing came, but broken. **Wrong item**:
  something else came.
- **Return**: they still have it and want to give it back. **Refund**: it is back, or cancelled, and the money is owed.

## Money

- **Double charge**: they paid more than once. **Payment declined**: the payment does not go through.
- **Invoice**: they want a document. **Subscription**: everything about the membership.

## Account and app

- **Login**: they cannot get in. **Account change**: they are in and want something changed or deleted.
- **App error**: the app or a page misbehaves.

## The rest

**Product question**: before buying. **Praise**: nothing is asked for. **Other**: none of the above, and only then.
"""
