"""The certificate where each review is drawn by risk instead of in a uniform order. It is right, and it saves nothing.

The next item is drawn among those left with a probability pr_t(i) in proportion to e / N + (1 - e) sqrt(g_i (1 - g_i)),
g the predicted risks. With f = 1 for an error,

    Z_t = (f_I - g_I) / (N pr_t(I)) + (1/N) sum of g over what was left

is (1/N) times the errors left, on average, whatever the risks are worth. Against D0 errors, that mean would be
mu_t = (D0 - errors so far) / N or more, so the wealth prod (1 + l_s (mu_s - Z_s)) with bets l_s >= 0 out of the past
is a nonnegative supermartingale: it reaches 1 / (1 - confidence) with probability of at most 1 - confidence. Use it
where reviews are drawn by risk anyway. Source: Shekhar, Xu, Lipton, Liang, Ramdas (2023).
"""

from __future__ import annotations

from math import exp, log, log1p

import numpy as np
from numpy.typing import ArrayLike

from labelwright.errors import Conflict, InvalidData, InvalidRequest
from labelwright.quality.acceptance.certificate import Certificate, Proof, Verdict, breaking
from labelwright.quality.estimate import at_least
from labelwright.quality.finite import flag, shares
from labelwright.quality.seeded import seeded

_MOST = 0.9  # the share of the wealth that one bet may lose


class WeightedCertificate(Proof):
    """The test under way: `draw` says which item is next, `observe` takes its review in. O(N) a review.

    `risk` (N,) are predicted error probabilities, right or not. `epsilon` is the share of each draw that goes to
    everybody alike: the smaller, the more one error among safe items costs. `probability` is that of the last draw.
    """

    def __init__(
        self, risk: ArrayLike, target: float = 0.95, confidence: float = 0.95, *, epsilon: float = 0.5, seed: int = 0
    ) -> None:
        g = shares(risk, "Risks")
        if not len(g):
            raise InvalidData("There is an item to prove something of.")
        if not 0 < target < 1 or not 0 < confidence < 1 or not 0 < epsilon <= 1:
            raise InvalidRequest("target and confidence are between 0 and 1; epsilon is above 0 and at most 1.")
        self.n_population, self.target, self.confidence = len(g), target, confidence
        self.reviewed, self.wrong, self.probability = 0, 0, 0.0
        focus = np.sqrt(g * (1 - g))
        focus = focus if focus.any() else np.ones(len(g))
        self._g, self._weight = g, epsilon / len(g) + (1 - epsilon) * focus / focus.sum()
        self._reach = (1 - g) / self._weight  # what an error at an item would add, times N and the weights left
        self._left = float(g.sum())
        self._d0, self._log = breaking(len(g), target), 0.0
        self._sum = self._squares = 0.0
        self._verdict: Verdict = "open"
        self._pending: int | None = None
        self._generator = seeded(seed)

    def draw(self) -> int:
        """The next item to review; the same one until it was. Raises Conflict when all items were reviewed."""
        if self._pending is None:
            if self.reviewed == self.n_population:
                raise Conflict("Every item was reviewed.", hint="There is nothing left to prove.")
            up_to = np.cumsum(self._weight)
            at = int(np.searchsorted(up_to, self._generator.random() * up_to[-1], side="right"))
            self._pending = min(at, int(np.flatnonzero(self._weight)[-1]))  # rounding leads past the last one
            self.probability = float(self._weight[self._pending] / up_to[-1])
        return self._pending

    def observe(self, is_error: bool) -> Verdict:
        """Takes the review of the drawn item in. Raises Conflict where none was drawn, InvalidData for no verdict."""
        if self._pending is None:
            raise Conflict("No item was drawn.", hint="draw() says which is next.")
        item, n, f = self._pending, self.n_population, float(flag(is_error, "A review"))
        total = float(self._weight.sum())
        mu = (self._d0 - self.wrong) / n
        most = float((self._reach * (self._weight > 0)).max()) * total / n + self._left / n
        bet = min(self._sum / self._squares, _MOST / max(most - mu, 1e-12)) if self._squares > 0 else 0.0
        gain = mu - ((f - self._g[item]) / (n * self.probability) + self._left / n)
        self._log += log1p(max(0.0, bet) * float(gain))
        self._sum, self._squares = self._sum + float(gain), self._squares + float(gain) ** 2
        self.reviewed, self.wrong = self.reviewed + 1, self.wrong + int(f)
        self._left -= float(self._g[item])
        self._weight[item], self._pending = 0.0, None
        if self._verdict == "open":
            certain = self._d0 - self.wrong > n - self.reviewed
            if certain or self._log >= -log(1 - self.confidence):
                self._verdict = "certified"
            elif self.wrong >= self._d0:
                self._verdict = "failed"
        return self._verdict

    def snapshot(self) -> Certificate:
        """Where the proof stands. The bound is the target once it is proven: this test has no other."""
        bound = self.target if self._verdict == "certified" else 0.0
        target = at_least(self.target)
        said = {
            "certified": f"At least {target} of the {self.n_population:,} items are right by the reviewers' standard,"
            f" with {at_least(self.confidence, 0)} confidence, after {self.reviewed:,} reviews drawn by risk.",
            "failed": f"{self.wrong:,} errors are more than {target} allows: by the reviewers' standard the snapshot"
            " fails for certain.",
            "open": f"After {self.reviewed:,} reviews drawn by risk, {target} is not proven yet.",
        }
        return Certificate(
            self._verdict, self.n_population, self.target, self.confidence, self.reviewed, self.wrong,
            exp(min(700.0, self._log)), round(1 / (1 - self.confidence), 9), bound,
            min(1.0, bound + self.wrong / self.n_population), said[self._verdict],
        )  # fmt: skip
