"""Enter to the next item on screen, warm, in Chromium: texts and photographs."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks import house, load
from benchmarks.rows import Row, write

SUBMITS = int(os.environ.get("BENCH_SUBMITS", "60"))
WARM_UP = 5
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"]
PICTURES = """
project: photos
source: {folder: ./images, parts: {image: image}}
schema: {cars: {type: box, part: image, classes: [{id: car, name: Car}, {id: bus, name: Bus}]}}
guideline: "## Cars {#s-cars}"
teams: {photos-people: {kind: own}}
stages:
  annotate: {kind: annotate, team: photos-people, then: [accept]}
"""
# Listens before the app does: what the app changes is seen between its listener and any later one.
FIRST = """
  window.waits = [];
  window.pressed = 0;
  window.addEventListener("keydown", (event) => { if (event.code === "Enter") window.pressed = event.timeStamp; }, true);
"""
WATCH = """
() => {
  const seen = () => {
    if (!window.pressed) return;
    const from = window.pressed;
    window.pressed = 0;
    requestAnimationFrame(() => requestAnimationFrame(() => window.waits.push(performance.now() - from)));
  };
  const where = document.querySelector(".wb-head .ref");
  new MutationObserver(seen).observe(where, { childList: true, characterData: true, subtree: true });
}
"""
READY = "() => document.querySelectorAll('.wb-foot .slots i:not(.wait)').length === 3"


def main() -> None:
    if CHROMIUM is None:
        raise SystemExit("This benchmark needs Chromium: sudo apt-get install -y chromium")
    rows: list[Row] = []
    with house.serving() as running, sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        house.project(running, "texts", house.tickets(SUBMITS + 60))
        pictures(running, Path(folder))
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for slug, label, answer in (
            ("texts", "text, one key", one_key),
            ("photos", "photograph 1920 x 1080, one box", one_box),
        ):
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            sign_in(context, running, slug)
            rows += measured(context.new_page(), running.url, slug, label, answer)
            context.close()
        browser.close()
    write("browser", rows)


def pictures(running: house.Running, folder: Path) -> None:
    """Photographs with as much in them as real ones: noise does not compress away."""
    for n in range(SUBMITS + 30):
        noise = Image.effect_noise((480, 270), 64 + n % 40).resize((1920, 1080))
        noise.convert("RGB").save(folder / f"{n:04}.jpg", quality=85)
    running.admin.create_project(PICTURES)
    project = running.admin.project("photos")
    project.import_files(sorted(folder.iterdir()), root=folder)
    project.start()


def sign_in(context: BrowserContext, running: house.Running, slug: str) -> None:
    link = str(running.admin.invite("Mira", f"mira-{slug}@example.org", role="annotator", team=f"{slug}-people")[1])
    taken = context.request.post(
        f"{running.url}/api/v1/links/{link.rsplit('/', 1)[1]}", data={"password": "a long password of the benchmark"}
    )
    if not taken.ok:
        raise RuntimeError(taken.text())


def measured(page: Page, url: str, slug: str, label: str, answer: Callable[[Page, int], None]) -> list[Row]:
    page.add_init_script(FIRST)
    page.goto(f"{url}/work/{slug}/annotate")
    page.wait_for_function(READY, timeout=30_000)
    page.evaluate(WATCH)
    trips: list[float] = []
    page.on("requestfinished", lambda one: trips.append(one.timing["responseEnd"]) if "/submit" in one.url else None)
    for n in range(WARM_UP + SUBMITS):
        page.wait_for_function(READY, timeout=30_000)
        answer(page, n)
        page.keyboard.press("Enter")
        page.wait_for_function("n => window.waits.length > n", arg=n, timeout=30_000)
    waits = [float(one) for one in page.evaluate("() => window.waits")][WARM_UP:]
    return [
        Row(f"Enter to next item p50, {label}", load.quantile(waits, 0.5), "ms", None),
        Row(f"Enter to next item p95, {label}", load.quantile(waits, 0.95), "ms", 100),
        Row(f"submit round trip p50, {label}", load.quantile(trips, 0.5), "ms", None),
    ]


def one_key(page: Page, n: int) -> None:
    page.keyboard.press(str(1 + n % 9))


def one_box(page: Page, n: int) -> None:
    x, y = 300 + n % 200, 300
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30)
    page.mouse.move(x + 90, y + 60)
    page.mouse.up()


if __name__ == "__main__":
    main()
