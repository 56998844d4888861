"""IBCC, independent Bayesian classifier combination: `DawidSkene` by mean field, under the name it was published with.

Theta and the classes' frequency have Dirichlet priors, and the E-step takes their expected logarithms. Refused where
most items have one answer and there is no gold. Source: Kim, Ghahramani (2012); Simpson et al. (2013).
"""

from __future__ import annotations

from labelwright.quality.consensus.dawid_skene import DawidSkene


class IBCC(DawidSkene):
    """`DawidSkene("vb")`: rows of theta have `prior_diagonal` answers on the truth, `prior_off_diagonal` beside it."""

    def __init__(
        self,
        *,
        prior_diagonal: float = 4.0,
        prior_off_diagonal: float = 1.0,
        max_iter: int = 200,
        tol: float = 1e-6,
        n_init: int = 1,
        seed: int = 0,
    ) -> None:
        super().__init__(
            "vb", prior_diagonal=prior_diagonal, prior_off_diagonal=prior_off_diagonal, max_iter=max_iter, tol=tol,
            n_init=n_init, seed=seed,
        )  # fmt: skip
