# %% [markdown]
# Three projects, from the first pilot to the last proof, with nothing but `labelwright.quality`.
#
# Run it as it stands, `python examples/quality.py`, or cell by cell in an editor that knows `# %%`. The data are drawn
# here by seeds, so that what is true is known and every answer can be held against it.

# %%
import numpy as np

import labelwright.quality as q

generator = np.random.default_rng(2026)


def title(text: str) -> None:
    print(f"\n== {text}")


# %% [markdown]
# ## 1. A thousand photographs of cars, boxes, three part-time annotators
#
# How large must the pilot be? Fifty images are usual.

# %%
title("Cars: what a pilot of 50 images tells")
print(q.expected_half_width(50, 0.75, prevalence=[0.7, 0.2, 0.1], raters_per_item=3).meaning)

# %% [markdown]
# The pilot: all three label the same fifty images. Cy misses one car in four and draws loose boxes.

# %%
KINDS = np.array(["car", "van", "truck"], object)
FINDS, LOOSE = {"ann": 0.97, "bo": 0.96, "cy": 0.75}, {"ann": 1.5, "bo": 1.5, "cy": 9.0}


def photographs(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The image, box and kind of every car there is."""
    image = np.repeat(np.arange(n), 1 + generator.poisson(3, n))
    corner = np.column_stack([generator.random(len(image)) * 1_800, generator.random(len(image)) * 900])
    size = 60 + generator.random((len(image), 2)) * 120
    return image, np.hstack([corner, corner + size]), generator.choice(3, len(image), p=[0.7, 0.2, 0.1])


def drawn(who: str, image: np.ndarray, box: np.ndarray, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What one person makes of them."""
    seen = generator.random(len(image)) < FINDS[who]
    said = np.where(generator.random(len(image)) < 0.93, kind, generator.integers(0, 3, len(image)))
    return image[seen], box[seen] + generator.normal(0, LOOSE[who], (int(seen.sum()), 4)), KINDS[said[seen]]


cars = photographs(50)
rows = {who: drawn(who, *cars) for who in FINDS}
pilot = q.from_boxes(
    np.concatenate([row[0] for row in rows.values()]),
    np.repeat(np.array(list(rows), object), [len(row[0]) for row in rows.values()]),
    np.concatenate([row[1] for row in rows.values()]),
    np.concatenate([row[2] for row in rows.values()]),
    answers=(np.repeat(np.arange(50), 3), np.tile(np.array(list(rows), object), 50)),
)
title("Cars: the pilot in three shares")
agreement = q.object_agreement(pilot)
print(agreement)
assert agreement.detection.value is not None
assert agreement.detection.value < 0.95

# %% [markdown]
# Detection is the weak link: somebody misses cars. The consensus knows who, and its boxes are better than anybody's.

# %%
consensus = q.ObjectConsensus().fit(pilot)
title("Cars: who finds how much of what is there")
for who, finds, there in zip(consensus.annotators_, consensus.sensitivity_, consensus.precision_, strict=True):
    print(f"{who} draws {finds:.0%} of the cars; {there:.0%} of what {who} draws is there")
assert consensus.annotators_[consensus.sensitivity_.argmin()] == "cy"
print(f"{int(consensus.objects_.kept.sum())} cars kept, {len(cars[0])} are there")

# %% [markdown]
# Production: each image once, a tenth of everybody's work is checked. What does a spot check show, and what not?

# %%
of = np.array(["ann", "bo", "cy"] * 334, object)[:1_000]
wrong = generator.random(1_000) < np.where(of == "cy", 0.12, 0.02)
sample = q.stratified_sample(of.tolist(), 0.10, seed=1)
title("Cars: a tenth of everybody's images, checked")
found = {who: int(wrong[sample.chosen][of[sample.chosen] == who].sum()) for who in FINDS}
print(q.stratified_error_rate({one.name: (one.items, one.reviewed, found[one.name]) for one in sample.strata}))
for one in sample.strata:
    print(one)

# %% [markdown]
# A hundred checked images show little. What would prove that 95 % of the thousand are right? Put cy's work right first.

# %%
plan = q.plan_certificate(np.where(of == "cy", 0.12, 0.02), 0.95, repairs=[0, 100, 200, 333], runs=40)
title("Cars: the way to a proof")
print(plan.meaning)
assert plan.best is not None
repaired = np.flatnonzero(of == "cy")[: plan.best.repair]
rest = generator.permutation(np.setdiff1d(np.arange(1_000), repaired))
proof = q.AccuracyCertificate(1_000, target=0.95, repaired=len(repaired))
for image in rest:
    if proof.observe(bool(wrong[image])) != "open":
        break
print(proof.snapshot().meaning)

# %% [markdown]
# ## 2. Fifty thousand support tickets, fifteen categories, a vendor of forty people
#
# Everybody answers alone; a random share, decided before the first answer, is answered twice for agreement.

# %%
K, TICKETS, PEOPLE = 15, 50_000, 40
truth = generator.choice(K, TICKETS, p=np.arange(K, 0, -1) / (K * (K + 1) / 2))
skill = generator.beta(30, 4, PEOPLE)
partner = (np.arange(K) + 1) % K  # each category is mixed up with its neighbour


def answer(ticket: np.ndarray, who: np.ndarray) -> np.ndarray:
    """What people say: right by skill, else mostly the neighbouring category."""
    right = generator.random(len(ticket)) < skill[who]
    slip = np.where(generator.random(len(ticket)) < 0.6, partner[truth[ticket]], generator.integers(0, K, len(ticket)))
    return np.where(right, truth[ticket], slip)


tickets = np.arange(TICKETS)
first = generator.integers(0, PEOPLE, TICKETS)
twice = tickets[q.random_overlap(tickets, share=0.10, seed=3)]
second = (first[twice] + 1 + generator.integers(0, PEOPLE - 1, len(twice))) % PEOPLE
asked, by = np.concatenate([tickets, twice]), np.concatenate([first, second])
log = [(asked, by, answer(asked, by))]  # tickets, people, answers, turn by turn


def everything() -> q.LabelMatrix:
    """All answers so far; of two by one person to one ticket the first counts."""
    return q.from_columns(*map(np.concatenate, zip(*log, strict=True)), value_domain=range(K), duplicates="first")


labels = everything()
title("Tickets: agreement on the random overlap")
both = labels.kept(np.isin(labels.item, twice))
alpha = q.krippendorff_alpha(both)
print(alpha)
worst = min(q.alpha_per_class(both), key=lambda one: one.alpha.value if one.alpha.value is not None else 1.0)
print(f"Least agreed on: category {worst.label}, taken for {worst.confused_with}.")

# %% [markdown]
# How far may a posterior be believed? That depends on how many answers it rests on, so three hundred golden tickets are
# answered by three people each, and read as if they had one answer, two, or all three.

# %%
golden = np.sort(generator.choice(np.setdiff1d(tickets, twice), 300, replace=False))
panel = np.repeat(golden, 2)
readers = (first[panel] + np.tile([7, 23], 300)) % PEOPLE
log.append((panel, readers, answer(panel, readers)))
labels = everything()
place = np.arange(len(labels)) - labels.starts[labels.item]  # of an answer among those to its ticket
title("Tickets: how far the posterior may be believed")
calibrations = {}
for answers in (1, 2, 3):
    model = q.DawidSkene().fit(labels.kept(~np.isin(labels.item, golden) | (place < answers)))
    calibrations[answers] = q.calibrate_posterior(model.posterior_[golden], truth[golden])
    print(f"after {answers}: temperature {calibrations[answers].temperature:.2f}")

# %% [markdown]
# Where it is not sure, another answer; where three do not help, an expert.

# %%
rule = q.StopRule(threshold=0.92, max_answers=3, calibration=calibrations)
for turn in (1, 2):
    open_ = tickets[rule.decide(model.posterior_, labels.per_item) == "ask"]
    more = (first[open_] + 11 * turn) % PEOPLE
    log.append((open_, more, answer(open_, more)))
    labels = everything()
    model = q.DawidSkene().fit(labels)
    print(f"turn {turn}: {len(open_):,} tickets get another answer")
expert = rule.decide(model.posterior_, labels.per_item) != "stop"
delivered = np.where(expert, truth, model.codes())
accuracy = float((delivered == truth).mean())
alone = log[0][2][:TICKETS]
single = float((alone == truth).mean())
print(f"single answers {single:.1%} right, delivered {accuracy:.1%}, experts read {expert.mean():.1%}")
assert accuracy > single + 0.03

# %% [markdown]
# Which errors have a system? A review drawn at random tells, and whether a person or the guideline makes them.

# %%
review = generator.choice(TICKETS, 3_000, replace=False)
pairs = q.confusion_pairs(alone[review].tolist(), truth[review].tolist(), first[review].tolist())
title("Tickets: the largest systematic error")
print(pairs[0].meaning)
assert pairs[0].delivered == partner[pairs[0].corrected]

# %% [markdown]
# And the proof for the contract: at least 95 %, whoever looks whenever.

# %%
proof = q.AccuracyCertificate(TICKETS, target=0.95)
for ticket in generator.permutation(TICKETS):
    if proof.observe(bool(delivered[ticket] != truth[ticket])) != "open":
        break
title("Tickets: the certificate")
print(proof.snapshot().meaning)
assert proof.verdict == "certified"

# %% [markdown]
# ## 3. Drowsiness in in-cabin video, five grades, under strict privacy
#
# Nothing but ratings leaves the room. Six raters, each clip rated by three of them, one rater is severe.

# %%
CLIPS, RATERS = 400, 6
drowsy = generator.choice(5, CLIPS, p=[0.3, 0.25, 0.2, 0.15, 0.1])
severe = np.array([0.0, 0.0, 0.1, -0.1, 0.2, 1.2])
grades = np.clip(np.rint(drowsy[:, None] + severe + generator.normal(0, 0.7, (CLIPS, RATERS))), 0, 4)
grades[np.argsort(generator.random(grades.shape), 1) >= 3] = np.nan
ratings = q.from_wide(grades, value_domain=[0, 1, 2, 3, 4])

title("Drowsiness: is the rubric objective?")
print(q.krippendorff_alpha(ratings, "ordinal"))
parts = q.variance_components(ratings)
print(parts)
assert parts.severity.argmax() == 5
print(f"Rater 5 rates {parts.severity[5]:+.1f} grades above the others.")
assert parts.reliability.value is not None
print(f"The mean of {np.ceil(q.raters_for(0.9, parts.reliability.value)):.0f} raters would reach a reliability of .9.")

# %% [markdown]
# The grade of each clip by posterior median, which knows that rater 5 is severe.

# %%
ordinal = q.OrdinalDawidSkene().fit(ratings)
votes = q.MajorityVote().fit(ratings)
title("Drowsiness: the grades")
near, plain = (np.abs(one.codes() - drowsy).mean() for one in (ordinal, votes))
print(f"mean error {near:.2f} grades, by majority {plain:.2f}")
assert near < plain

# %% [markdown]
# Is somebody drifting? A chart of errors on golden clips alarms once in two thousand by chance, and soon when it is so.

# %%
chart = q.BernoulliCUSUM(0.05, 0.15, q.cusum_threshold(2_000, 0.05, 0.15))
tired = generator.random(400) < np.where(np.arange(400) < 200, 0.05, 0.25)
alarm = next((at for at, error in enumerate(tired) if chart.observe(bool(error))), None)
title("Drowsiness: a rater tires after 200 golden clips")
print(f"alarm at {alarm}")
assert alarm is not None
assert alarm >= 200
print("\nDone.")
