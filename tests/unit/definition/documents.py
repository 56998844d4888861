"""Documents that are right, for tests to start from."""

from __future__ import annotations

FOLDER: dict[str, object] = {"folder": "./images", "parts": {"image": "image"}}
TABLE: dict[str, object] = {"table": "tickets.csv", "key": "ticket_id", "parts": {"text": "body"}}
BOXES: dict[str, object] = {
    "vehicles": {
        "type": "box",
        "part": "image",
        "classes": [{"id": "car", "name": "Car", "key": "c"}, {"id": "truck", "name": "Truck", "key": "t"}],
        "attributes": {"occluded": {"type": "boolean"}},
    }
}
CATEGORY: dict[str, object] = {
    "category": {"type": "choice", "part": "text", "classes": [{"id": "billing"}, {"id": "refund", "name": "Refund"}]}
}

CAR_PHOTOS = """\
project: car-photos
source: {folder: ./images, parts: {image: image}, group_by: fields.camera}
schema:
  vehicles:
    type: box
    part: image
    classes: [{id: car, name: Car, key: c, guide: s-car}, {id: truck, name: Truck, key: t}]
    attributes: {occluded: {type: boolean}}
guideline: guideline.md
teams: {part_timers: {kind: own}, leads: {kind: own}}
stages:
  pilot:
    {kind: annotate, team: part_timers, take: {first: 50, by: hash}, overlap: {each: all},
     resolve: {by: unanimous, else: review}, gate: manual, then: [accept]}
  annotate:
    {kind: annotate, team: part_timers, needs: [pilot], overlap: 1, lease: 30m,
     then: [{to: review, sample: {rate: 0.10, per: annotator, min: 5}}, accept]}
  review: {kind: review, team: leads, return: {reserve: {author: 48h}, rounds: 3}, then: [accept]}
"""

TICKETS = """\
project: support-tickets
name: Support tickets
source: {table: tickets.csv, key: ticket_id, parts: {text: body}, fields: {channel: text, words: number}}
schema:
  category:
    type: choice
    part: text
    classes: [{id: billing, name: Billing}, {id: refund, name: Refund}, {id: other, name: Other}]
targets: {accuracy: 0.95, by: 2027-03-31}
teams: {acme: {kind: vendor, name: ACME Data}, experts: {kind: own}}
stages:
  annotate:
    kind: annotate
    team: acme
    overlap: 2
    resolve: {by: majority, else: decide}
    then:
      - {to: expert, when: 'agreement < 0.67 || label.category == "refund"'}
      - {to: expert, when: item.channel == "phone", sample: {rate: 0.5}}
      - {to: expert, sample: {rate: 0.20}}
      - accept
  expert: {kind: review, team: experts, then: [accept]}
  decide: {kind: adjudicate, team: experts, then: [accept]}
"""
