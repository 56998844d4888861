"""How often alpha's 95 % interval holds the alpha of the population the items were drawn from, 2,000 draws a row."""

from __future__ import annotations

import numpy as np

from benchmarks.rows import Row

RUNS, RIGHT = 2_000, 0.8  # an answer is the truth with probability .8, else a draw from the shares: alpha is .8 squared
OTHERS_RUNS, OTHERS = 400, 0.619  # alpha of 300 people on 3,000 items, in the mean of six draws
THREE = (0.6, 0.3, 0.1)
FIFTEEN = (0.28, *[0.055] * 13, 0.005)  # the last class stands on one answer in two hundred
CASES = (
    ("3 classes, 30 items x 2", THREE, 30, 2, 0.0, 0.943),
    ("3 classes, 100 items x 2", THREE, 100, 2, 0.0, 0.953),
    ("3 classes, 100 items x 3, 20 % missing", THREE, 100, 3, 0.2, 0.948),
    ("3 classes, 300 items x 3", THREE, 300, 3, 0.0, 0.96),
    ("15 classes, one rare, 100 items x 2", FIFTEEN, 100, 2, 0.0, None),
    ("15 classes, one rare, 300 items x 3", FIFTEEN, 300, 3, 0.0, None),
)


def covered(shares: tuple[float, ...], items: int, raters: int, missing: float, ci: str) -> float:
    """The share of draws whose interval holds the truth."""
    import labelwright.quality as q

    generator, held = np.random.default_rng(7), 0
    for _ in range(RUNS):
        truth = generator.choice(len(shares), items, p=shares)
        noise = generator.choice(len(shares), (items, raters), p=shares)
        wide = np.where(generator.random((items, raters)) < RIGHT, truth[:, None], noise).astype(float)
        wide[generator.random(wide.shape) < missing] = np.nan
        found = q.krippendorff_alpha(q.from_wide(wide), ci=ci)
        held += found.ci_low is not None and found.ci_low <= RIGHT**2 <= found.ci_high
    return held / RUNS


def covered_for_others(items: int, people: int, each: int, ci: str) -> float:
    """The share of draws of items and people of unlike skill whose interval holds the alpha of all such people."""
    import labelwright.quality as q

    held = 0
    for run in range(OTHERS_RUNS):
        generator = np.random.default_rng(run)
        truth = generator.choice(3, items, p=THREE)
        gap = generator.normal(1.7, 1, people) - generator.normal(size=items)[:, None]
        right = generator.random((items, people)) < 1 / (1 + np.exp(-gap))
        wide = np.where(right, truth[:, None], generator.choice(3, (items, people), p=THREE)).astype(float)
        wide[np.arange(items)[:, None], generator.random((items, people)).argsort(1)[:, each:]] = np.nan
        found = q.krippendorff_alpha(q.from_wide(wide, value_domain=[0, 1, 2]), ci=ci, n_resamples=200, seed=run)
        held += found.ci_low is not None and found.ci_low <= OTHERS <= found.ci_high
    return held / OTHERS_RUNS


def rows() -> list[Row]:
    """Coverage of the default interval; the peer's value is what the specification's own simulation found."""
    made = []
    for name, shares, items, raters, missing, known in CASES:
        share = covered(shares, items, raters, missing, "log_jackknife")
        made.append(Row(f"coverage of 95 %, log-jackknife: {name}", round(share, 4), "share", 0.93, "higher",
                        "another simulation" if known else "", known))  # fmt: skip
    for ci in ("jackknife", "linearized"):
        share = covered(THREE, 30, 2, 0.0, ci)
        made.append(Row(f"coverage of 95 %, {ci}: 3 classes, 30 items x 2", round(share, 4), "share"))
    for items, people, each in ((100, 6, 6), (200, 5, 5), (100, 10, 3), (300, 12, 12)):
        case = f"of other people's alpha: {items} items, {each} of {people} people each"
        fixed, drawn = (covered_for_others(items, people, each, ci) for ci in ("log_jackknife", "two_way_bootstrap"))
        made.append(Row(f"coverage of 95 %, two-way bootstrap, {case}", round(drawn, 3), "share", 0.9, "higher",
                        "log-jackknife, people taken as fixed", round(fixed, 3)))  # fmt: skip
    return made
