"""What a browser has to say about a screen: its console, refused requests, and barriers that axe-core sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
FAILING = ("serious", "critical")
_RUN = """only => axe.run(document, {resultTypes: ['violations'], ...(only ? {runOnly: only} : {})})
  .then(found => found.violations.map(({id, impact, nodes}) => [id, impact, nodes.map(({target}) => target.join(' '))]))
"""


class Watch:
    """Keeps what the console and the network say while a page goes from screen to screen."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.where = ""
        self.troubles: list[str] = []
        page.on("console", lambda said: said.type in ("error", "warning") and self._note(said.text))
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on(
            "response", lambda got: got.status >= 400 and self._note(f"{got.status} {got.request.method} {got.url}")
        )
        assert AXE.exists(), f"{AXE} is missing: npm ci in web/ brings it"
        self._axe = AXE.read_text("utf-8")

    def _note(self, trouble: str) -> None:
        self.troubles.append(f"{self.where}: {trouble}")

    def look(self, where: str) -> None:
        """Looks for barriers on the screen as it stands, in the light; then for pale text in the dark."""
        self.where = where
        self.page.evaluate(self._axe)
        for scheme, only in (("light", None), ("dark", ["color-contrast"])):
            self.page.emulate_media(color_scheme=scheme)
            for rule, impact, targets in self.page.evaluate(_RUN, only):
                if impact in FAILING:
                    self._note(f"{scheme}, {rule}: {', '.join(targets[:3])}")
        self.page.emulate_media(color_scheme="light")
