"""Tails of counts, exact and without underflow, and what is left of them after many tests."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaln

Floats = NDArray[np.float64]
_SMALL = 1e-200  # below this scipy's incomplete beta loses digits, then all of itself
_FRACTIONS = 32  # of the continued fraction; so far from the mean 20 are enough


def binomial_tail(k: ArrayLike, n: ArrayLike, p: ArrayLike) -> Floats:
    """P(X >= k) for n trials of probability p, elementwise.

    >>> float(binomial_tail(2, 2, 0.5))
    0.25
    """
    least, trials, chance = np.broadcast_arrays(
        np.asarray(k, np.float64), np.asarray(n, np.float64), np.asarray(p, np.float64)
    )
    some = (least > 0) & (least <= trials)
    tail = betainc(np.where(some, least, 1.0), np.where(some, trials - least + 1, 1.0), chance)
    found: Floats = np.where(some, tail, np.where(least <= 0, 1.0, 0.0))
    return found


def hypergeometric_tail(k: ArrayLike, drawn: ArrayLike, marked: ArrayLike, population: ArrayLike) -> Floats:
    """P(X >= k) marked ones among `drawn` out of a population of which `marked` are: Fisher's exact one-sided test.

    Elementwise; O(number of tails * longest tail), and a tail ends where its terms no longer count.

    >>> round(float(hypergeometric_tail(3, 4, 4, 8)), 4)
    0.2429
    """
    at, n, m, big = np.broadcast_arrays(*(np.asarray(x, np.float64) for x in (k, drawn, marked, population)))
    total = np.zeros(at.shape)
    low, high = np.maximum(at, np.maximum(0, n + m - big)), np.minimum(n, m)
    falling = np.maximum(low, n * m / np.maximum(big, 1.0))  # from the mean on terms only fall
    for step in range(int((high - low).max(initial=-1)) + 1):
        x = np.minimum(low + step, high)
        logs = _log_choose(m, x) + _log_choose(big - m, n - x) - _log_choose(big, n)
        term = np.where(low + step <= high, np.exp(logs), 0.0)
        total += term
        if ((term <= 1e-17 * total) & ((x >= falling) | (low + step > high))).all():
            break
    found: Floats = np.minimum(1.0, total)
    return found


def log_betainc(a: ArrayLike, b: ArrayLike, x: ArrayLike) -> Floats:
    """log I_x(a, b) for 0 < x < 1, elementwise, also where I itself is too small for a double.

    There by its continued fraction (DLMF 8.17.22): so small it is only far below the mean, where a few terms settle it.
    """
    a_, b_, x_ = np.broadcast_arrays(np.asarray(a, np.float64), np.asarray(b, np.float64), np.asarray(x, np.float64))
    plain = betainc(a_, b_, x_)
    small = plain < _SMALL
    found: Floats = np.asarray(np.log(np.where(small, 1.0, plain)))
    if small.any():
        p, r, t = a_[small], b_[small], x_[small]
        tail = np.ones(p.shape)
        for step in range(_FRACTIONS, 0, -1):
            m = step // 2
            if step % 2:
                d = -(p + m) * (p + r + m) * t / ((p + 2 * m) * (p + 2 * m + 1))
            else:
                d = m * (r - m) * t / ((p + 2 * m - 1) * (p + 2 * m))
            tail = 1 + d / tail
        found[small] = p * np.log(t) + r * np.log1p(-t) - np.log(p) - betaln(p, r) - np.log(tail)
    return found


def adjusted(p: ArrayLike, tests: int | None = None) -> Floats:
    """Benjamini and Hochberg's q of each p: judge all with q <= alpha, and alpha of them are wrong on average at most.

    `tests` is how many there were where those with p = 1 are left out.

    >>> adjusted([0.01, 0.5, 0.02]).tolist()
    [0.03, 0.5, 0.03]
    """
    given = np.asarray(p, np.float64)
    order = np.argsort(given, kind="stable")
    ranked = given[order] * (len(given) if tests is None else tests) / np.arange(1, len(given) + 1)
    q = np.empty(len(given))
    q[order] = np.minimum(1.0, np.minimum.accumulate(ranked[::-1])[::-1])
    return q


def _log_choose(n: Floats, k: Floats) -> Floats:
    found: Floats = -np.log1p(n) - betaln(n - k + 1, k + 1)
    return found
