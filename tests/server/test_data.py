"""Data in, looked at and out again, as a browser and a script do it."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pandas
import pytest
from PIL import Image

from labelwright.operations.permissions import Grants, Membership
from labelwright.server.settings import Settings
from tests import pictures
from tests.operations.stock import PHOTOS, TEXTS, Stock
from tests.server.browser import Browser, Town

CSV = {"content-type": "text/csv"}
LINES = {"content-type": "application/x-ndjson"}


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """A house that may read one folder."""
    (tmp_path / "allowed" / "photos").mkdir(parents=True)
    return Settings(
        home=tmp_path / "home", database=sqlite_url, sources=(tmp_path / "allowed",), secret="of the tests", demo=False
    )


class Yard:
    """A project, its manager's browser, and a reviewer, an annotator and a stranger who look at it."""

    def __init__(self, town: Town, document: str) -> None:
        self.town = town
        self.slug = "yard"
        self.manager = town.administrator()
        made = self.manager.post("/projects", {"document": document.format(slug=self.slug)})
        assert made.status_code == 201, made.text
        self.manager.post(f"/projects/{self.slug}/start")
        self.project = int(self._value("SELECT id FROM project WHERE slug = 'yard'"))
        team = int(self._value("SELECT id FROM team"))
        self.reviewer = town.somebody("rita", ("reviewer", "team", team))
        self.annotator = town.somebody("anna", ("annotator", "team", team))
        self.stranger = town.somebody("olaf")
        self.jobs()

    def _value(self, sql: str) -> Any:
        return self.town.house.store.read(lambda tx: tx.value(sql))

    def jobs(self) -> None:
        while self.town.house.jobs.run_one():
            continue

    def bring(self, body: Any, headers: dict[str, str] = CSV, query: str = "") -> Any:
        answer = self.manager.ask("POST", f"/projects/{self.slug}/imports{query}", content=body, headers=headers)
        self.jobs()
        return answer

    def upload(self, *files: tuple[str, bytes], query: str = "") -> Any:
        several = [("files", (name, data, "application/octet-stream")) for name, data in files]
        answer = self.manager.ask("POST", f"/projects/{self.slug}/imports{query}", files=several)
        self.jobs()
        return answer

    def items(self, query: str = "", by: Browser | None = None) -> Any:
        return (by or self.manager).get(f"/projects/{self.slug}/items{query}").json()

    def accept(self, *labels: tuple[str, Any]) -> None:
        house = self.town.house
        stock = Stock(house.store, house.objects, self.slug, self.project, 1, Grants(1, (Membership("admin", "org", 0),)))
        stock.accept(labels)


@pytest.fixture
def texts(town: Town) -> Yard:
    return Yard(town, TEXTS)


@pytest.fixture
def photos(town: Town) -> Yard:
    return Yard(town, PHOTOS)


def rows(n: int) -> str:
    return "id,body,customer\n" + "".join(f"k{i},text {i},c{i // 2}\n" for i in range(n))


# -- in --------------------------------------------------------------------------------------------------------------


def test_rows_are_taken_in_every_format(texts: Yard) -> None:
    bodies = (
        (rows(2), CSV),
        ('{"id": "l", "body": "x"}\n{"id": "m", "body": "y"}\n', LINES),
        ('[{"id": "n", "body": "x"}, {"id": "o", "body": "y"}]', {"content-type": "application/json"}),
    )
    for body, headers in bodies:
        answer = texts.bring(body, headers)
        assert answer.status_code == 201, answer.text
        assert (answer.json()["state"], answer.json()["added"]) == ("done", 2)
    files = texts.upload(("t.csv", b"id,body,customer\nz,zz,\n"), ("u.jsonl", b'{"id": "y", "body": "yy"}'))
    assert files.json()["added"] == 2
    assert texts.items()["total"] == 8


def test_columns_of_another_name_are_read_where_the_import_says_so(texts: Yard) -> None:
    body = "nr,message,body\n7,what I mean,an old text\n"
    done = texts.bring(body, query="?column=body=message&column=id=nr")
    assert done.status_code == 201, done.text
    [item] = texts.items()["items"]
    shown = (item["key"], item["parts"]["text"]["text"], item["fields"])
    assert shown == ("7", "what I mean", {"body": "an old text"})
    again = texts.bring("id,body\n7,what I mean\n").json()
    assert (again["added"], again["changed"]) == (0, 1)


@pytest.mark.parametrize("query", ["?column=txt=message", "?column=body", "?column==body"])
def test_columns_that_are_not_read_are_refused_by_name(texts: Yard, query: str) -> None:
    refused = texts.bring("nr,message\n7,a text\n", query=query)
    assert refused.status_code == 422, refused.text
    assert query.split("=", 1)[1].split("=")[0] in refused.text


def test_stop_answers_with_every_place_and_skip_with_a_report(texts: Yard) -> None:
    body = "id,body,customer\na,one,\na,two,\nb,,\nc,three,\n"
    stopped = texts.bring(body)
    assert (stopped.status_code, stopped.json()["code"]) == (422, "invalid_data")
    assert [(p["line"], p["message"]) for p in stopped.json()["problems"]] == [
        (3, "duplicate key 'a'"), (4, "column body is empty"),
    ]  # fmt: skip
    assert texts.items()["total"] == 0
    done = texts.bring(body, query="?on_error=skip").json()
    assert (done["added"], done["refused"], len(done["problems"])) == (2, 2, 2)
    report = texts.manager.get(f"/imports/{done['id']}/report").json()
    assert [p["line"] for p in report["problems"]] == [3, 4]
    states = [one["state"] for one in texts.manager.get("/projects/yard/imports").json()["imports"]]
    assert states == ["done", "failed"]


@pytest.mark.parametrize(
    ("body", "headers", "says"),
    [
        (b"", CSV, "zero bytes"),
        (b"\xff\xfei\0d\0", CSV, "UTF-16"),
        (b"[{]", {"content-type": "application/json"}, "no JSON"),
        (b'[{"id": "\\ud800", "body": "x"}]', {"content-type": "application/json"}, "lone surrogate"),
        (b"[" * 100_000, {"content-type": "application/json"}, "nested too deep"),
        (b"{" * 10, {"content-type": "text/plain"}, "is not taken"),
        (b"--x--\r\n", {"content-type": "multipart/form-data; boundary=x"}, "holds no file"),
        (b"nonsense", {"content-type": "multipart/form-data; boundary=x"}, "form is broken"),
        (b"x", {"content-type": "multipart/form-data"}, "no boundary"),
    ],
)
def test_a_body_that_cannot_be_read_says_why(texts: Yard, body: bytes, headers: dict[str, str], says: str) -> None:
    answer = texts.bring(body, headers)
    assert answer.status_code == 422
    assert says in answer.text
    assert texts.items()["total"] == 0


def test_an_upload_takes_photos_and_names_each_bad_file(photos: Yard) -> None:
    answer = photos.upload(
        ("a.jpg", pictures.drawn("JPEG", (40, 30), 6)), ("bomb.png", pictures.bomb()), ("cut.png", pictures.drawn("PNG")[:90]),
        ("nothing.jpg", b""), ("../up.jpg", pictures.drawn()), ("deep/b.webp", pictures.drawn("WEBP")), ("t.csv", b"id\n1"),
        query="?on_error=skip",
    ).json()  # fmt: skip
    assert (answer["added"], answer["refused"]) == (2, 5)
    assert {p["place"] for p in answer["problems"]} >= {"bomb.png", "cut.png", "nothing.jpg", "../up.jpg"}
    assert [item["key"] for item in photos.items()["items"]] == ["a.jpg", "deep/b.webp"]


def test_a_folder_of_the_server_is_read_by_a_job(photos: Yard, tmp_path: Path) -> None:
    (tmp_path / "allowed" / "photos" / "x.png").write_bytes(pictures.drawn("PNG"))
    job = photos.manager.post("/projects/yard/imports/source", {}).json()["job"]
    photos.jobs()
    done = photos.manager.get(f"/jobs/{job}").json()
    assert (done["state"], done["result"]["added"]) == ("done", 1)
    assert photos.manager.get(f"/imports/{done['result']['import']}").json()["state"] == "done"


def test_a_folder_that_is_not_there_ends_its_import_and_blocks_no_other(photos: Yard, tmp_path: Path) -> None:
    folder = tmp_path / "allowed" / "photos"
    folder.rename(folder.with_name("elsewhere"))
    job = photos.manager.post("/projects/yard/imports/source", {}).json()["job"]
    photos.jobs()
    assert photos.manager.get(f"/jobs/{job}").json()["state"] == "failed"
    assert photos.upload(("a.jpg", pictures.drawn("JPEG", (40, 30), 6))).json()["added"] == 1


def test_an_import_is_taken_back_until_somebody_answered(texts: Yard) -> None:
    first = texts.bring(rows(3)).json()["id"]
    assert texts.manager.post(f"/imports/{first}/undo").json()["state"] == "undone"
    texts.jobs()
    assert texts.items() == {"items": [], "next": None, "total": 0}
    second = texts.bring(rows(3)).json()
    assert second["added"] == 3
    texts.accept(("k1", {"category": "billing"}))
    refused = texts.manager.post(f"/imports/{second['id']}/undo")
    assert (refused.status_code, refused.json()["code"]) == (409, "locked")


# -- looking ---------------------------------------------------------------------------------------------------------


def test_pages_go_forward_and_back_by_ordinal(texts: Yard) -> None:
    texts.bring(rows(25))
    seen, after = [], 0
    while after is not None:
        page = texts.items(f"?limit=10&after={after}")
        seen += [item["key"] for item in page["items"]]
        after = page["next"]
    assert seen == [f"k{n}" for n in range(25)]
    last = texts.items("?limit=10&before=999")
    assert [item["key"] for item in last["items"]] == [f"k{n}" for n in range(15, 25)]
    assert last["total"] == 25


def test_filters_leave_what_they_say(texts: Yard) -> None:
    texts.bring(rows(10))
    texts.accept(("k1", {"category": "billing"}), ("k2", {"category": "other"}))
    for query, keys in (
        ("?state=accepted", ["k1", "k2"]), ("?class=billing", ["k1"]), ("?q=K9", ["k9"]), ("?q=text+3", ["k3"]),
        ("?stage=annotate&q=k0", ["k0"]), ("?state=accepted&class=nothing", []), ("?person=1&state=active", []),
    ):  # fmt: skip
        found = texts.items(query)
        assert [item["key"] for item in found["items"]] == keys, query
        assert found["total"] == len(keys), query
    assert len(texts.items("?stage=annotate")["items"]) == 8
    assert texts.items("?class=billing")["items"][0]["label"] == {"answer": {"category": "billing"}, "method": "single"}
    assert texts.manager.get("/projects/yard/items?state=lost").status_code == 422
    assert texts.manager.get("/projects/yard/items?stage=lost").status_code == 404
    assert texts.manager.get("/projects/yard/items?q=%00").status_code == 422


def test_an_item_has_its_history(texts: Yard) -> None:
    texts.bring(rows(1))
    texts.accept(("k0", {"category": "billing"}))
    item = texts.manager.get(f"/items/{texts.items()['items'][0]['id']}").json()
    assert item["history"][0]["kind"] == "imported"
    assert [a["answer"] for a in item["annotations"]] == [{"category": "billing"}]


def test_who_works_blind_sees_items_and_neither_labels_nor_names(texts: Yard) -> None:
    texts.bring(rows(2))
    texts.accept(("k0", {"category": "billing"}))
    found = texts.items(by=texts.reviewer)["items"]
    assert {item["label"] for item in found} <= {None}
    assert texts.reviewer.get("/projects/yard/items?class=billing").status_code == 422
    assert texts.annotator.get("/projects/yard/items").status_code == 403
    for path in ("/projects/yard/items", "/projects/yard/imports", "/projects/yard/releases", "/imports/1"):
        assert texts.stranger.get(path).status_code == 404
    item = texts.items()["items"][0]["id"]
    assert texts.stranger.get(f"/items/{item}").status_code == 404
    assert texts.annotator.get(f"/items/{item}").status_code == 403


# -- media -----------------------------------------------------------------------------------------------------------


def media(of: Yard, browser: Browser, address: str, **headers: str) -> Any:
    return browser.ask("GET", address.removeprefix("/api/v1"), headers=headers)


def test_media_are_served_in_stretches_without_what_is_private(photos: Yard) -> None:
    data = pictures.drawn("JPEG", (400, 300), 6, private=True)
    photos.upload(("a.jpg", data))
    part = photos.items()["items"][0]["parts"]["image"]
    assert (part["width"], part["height"]) == (300, 400)
    whole = media(photos, photos.manager, part["url"])
    assert (whole.status_code, whole.headers["content-type"]) == (200, "image/jpeg")
    assert pictures.SECRET not in whole.content
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["cache-control"].startswith("private")
    assert whole.headers["content-security-policy"] == "default-src 'none'; sandbox"
    length = len(whole.content)
    for asked, start, stop in (("0-9", 0, 10), ("100-", 100, length), ("-7", length - 7, length), ("5-999999", 5, length)):
        got = media(photos, photos.manager, part["url"], range=f"bytes={asked}")
        assert got.status_code == 206
        assert got.headers["content-range"] == f"bytes {start}-{stop - 1}/{length}"
        assert got.content == whole.content[start:stop]
    outside = media(photos, photos.manager, part["url"], range=f"bytes={length}-")
    assert (outside.status_code, outside.headers["content-range"]) == (416, f"bytes */{length}")
    for odd in ("bytes=0-1,5-6", "items=0-1", "bytes=-"):
        assert media(photos, photos.manager, part["url"], range=odd).status_code == 200
    tag = whole.headers["etag"]
    assert media(photos, photos.manager, part["url"], **{"if-none-match": tag}).status_code == 304
    stale = {"range": "bytes=0-1", "if-range": '"other"'}
    assert media(photos, photos.manager, part["url"], **stale).status_code == 200


def test_thumbnails_are_small_upright_and_registered(photos: Yard) -> None:
    photos.upload(("a.jpg", pictures.drawn("JPEG", (800, 400), 6, private=True)))
    address = photos.items()["items"][0]["parts"]["image"]["thumbnail_url"]
    first = media(photos, photos.manager, address)
    assert first.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(first.content)).size == (160, 320)
    assert media(photos, photos.manager, address).content == first.content
    assert photos._value("SELECT count(*) FROM copy WHERE kind = 'thumbnail'") == 1


def test_an_address_works_for_its_person_alone(photos: Yard) -> None:
    photos.upload(("a.jpg", pictures.drawn()))
    address = photos.items()["items"][0]["parts"]["image"]["url"]
    assert media(photos, photos.reviewer, address).status_code == 404
    assert media(photos, photos.town.stranger(), address).status_code == 401
    other = address.replace(".I1.", ".I2.")
    assert other != address
    assert media(photos, photos.manager, other).status_code == 404
    assert media(photos, photos.manager, "/api/v1/media/nonsense").status_code == 404


def test_a_lease_s_address_shows_its_item_to_its_holder(photos: Yard) -> None:
    photos.upload(("a.jpg", pictures.drawn()))
    photos.jobs()
    handed = photos.annotator.post("/work/next", {"project": "yard", "count": 1}).json()
    address = handed["leases"][0]["item"]["parts"]["image"]["url"]
    assert media(photos, photos.annotator, address).status_code == 200
    assert media(photos, photos.manager, address).status_code == 404


def test_a_file_that_is_gone_or_another_one_is_an_answer(photos: Yard, tmp_path: Path) -> None:
    file = tmp_path / "allowed" / "photos" / "x.png"
    file.write_bytes(pictures.drawn("PNG"))
    photos.manager.post("/projects/yard/imports/source", {})
    photos.jobs()
    part = photos.items()["items"][0]["parts"]["image"]
    file.write_bytes(pictures.drawn("JPEG"))
    assert media(photos, photos.manager, part["url"]).status_code == 404
    file.unlink()
    assert media(photos, photos.manager, part["url"]).status_code == 404
    assert media(photos, photos.manager, part["thumbnail_url"]).status_code == 404


# -- out -------------------------------------------------------------------------------------------------------------


def test_a_version_is_frozen_by_a_job_and_never_changes(texts: Yard) -> None:
    texts.bring(rows(20))
    assert texts.manager.post("/projects/yard/releases", {"note": "too early"}).status_code == 409
    texts.accept(*((f"k{n}", {"category": "billing" if n % 2 else "other"}) for n in range(10)))
    before = texts.manager.get("/projects/yard/releases").json()
    assert before == {"releases": [], "next": {"acceptable": 10, "since_last": {"added": 10, "changed": 0, "removed": 0}}}
    asked = texts.manager.post("/projects/yard/releases", {"note": "first", "splits": {"train": 0.8, "val": 0.2}}).json()
    assert texts.manager.get("/projects/yard/releases/1/download").status_code == 409
    texts.jobs()
    assert texts.manager.get(f"/jobs/{asked['job']}").json()["result"]["n"] == 1
    version = texts.manager.get("/projects/yard/releases/1").json()
    assert (version["state"], version["items"], version["splits"]) == ("frozen", 10, {"train": 0.8, "val": 0.2})
    manifest = texts.manager.get("/projects/yard/releases/1/manifest").content
    assert hashlib.sha256(manifest).hexdigest() == version["manifest_sha256"]
    lines = texts.manager.get("/projects/yard/releases/1/download?format=jsonl").content
    assert hashlib.sha256(lines).hexdigest() == json.loads(manifest)["rows_sha256"]
    texts.accept(("k15", {"category": "billing"}))
    assert texts.manager.get("/projects/yard/releases/1/download").content == lines
    after = texts.manager.get("/projects/yard/releases").json()["next"]
    assert after == {"acceptable": 11, "since_last": {"added": 1, "changed": 0, "removed": 0}}


def test_groups_never_straddle_splits_and_formats_agree(texts: Yard) -> None:
    texts.bring(rows(60))
    texts.accept(*((f"k{n}", {"category": "billing"}) for n in range(60)))
    texts.manager.post("/projects/yard/releases", {"splits": {"train": 0.5, "test": 0.5}})
    texts.jobs()
    frame = pandas.read_csv(io.BytesIO(texts.manager.get("/projects/yard/releases/1/download?format=csv").content))
    assert len(frame) == 60
    assert set(frame["split"]) == {"train", "test"}
    assert frame.groupby("group")["split"].nunique().max() == 1
    lines = texts.manager.get("/projects/yard/releases/1/download").text.splitlines()
    read = [json.loads(line) for line in lines]
    assert [row["key"] for row in read] == list(frame["key"])
    assert read[0]["made_by"][0]["kind"] == "answer"


def test_losses_are_told_before_the_download(photos: Yard) -> None:
    photos.upload(("a.jpg", pictures.drawn()), ("b.jpg", pictures.drawn(size=(50, 20))))
    photos.accept(("a.jpg", {"vehicles": [{"id": "o1", "class": "van", "box": [1, 2, 3, 4]}]}), ("b.jpg", {"vehicles": []}))
    photos.manager.post("/projects/yard/releases", {})
    photos.jobs()
    found = photos.manager.get("/projects/yard/releases/1/losses?format=coco").json()["losses"]
    assert {one["what"] for one in found} == {"made_by", "fields"}
    for path in ("releases/1/download", "labels"):
        coco = photos.manager.get(f"/projects/yard/{path}?format=coco").json()
        assert [image["file_name"] for image in coco["images"]] == ["a.jpg", "b.jpg"]
        assert [(a["category_id"], a["bbox"]) for a in coco["annotations"]] == [(2, [1, 2, 3, 4])]
    assert photos.manager.get("/projects/yard/labels?format=yolo").status_code == 422


def test_labels_of_now_are_those_that_stand(texts: Yard) -> None:
    texts.bring(rows(3))
    texts.accept(("k0", {"category": "billing"}), ("k1", {"category": "other"}))
    answer = texts.manager.get("/projects/yard/labels")
    assert answer.headers["content-disposition"] == 'attachment; filename="yard-labels.jsonl"'
    assert [json.loads(line)["label"] for line in answer.text.splitlines()] == [
        {"category": "billing"}, {"category": "other"},
    ]  # fmt: skip
    assert texts.reviewer.get("/projects/yard/labels").status_code == 403


def test_splits_that_cannot_be_are_refused(texts: Yard) -> None:
    texts.bring(rows(1))
    texts.accept(("k0", {"category": "billing"}))
    answer = texts.manager.post("/projects/yard/releases", {"splits": {"train": 0.5}})
    assert answer.status_code == 422
    assert "sum to 1" in answer.text


