"""How much does a label of this person tell of the truth? Of confusion matrices theta (J, K, K), rows are truths.

    score   S_j = 1 / (K (K - 1)) sum over k < k' of |theta_j[k] - theta_j[k']|^2      0: the truth changes nothing
    bits    I_j = sum_k rho_k sum_l theta_j[k, l] log2(theta_j[k, l] / sum_k' rho_k' theta_j[k', l])

Both see what accuracy does not: somebody who always says the frequent class is often right and tells nothing, somebody
who swaps two classes is often wrong and tells everything. Matrices of people with few labels are mostly their prior's.
Sources: Raykar, Yu (2012); Shannon (1948).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from labelwright.errors import InvalidData
from labelwright.quality.finite import LARGEST, Floats, finite


def spammer_score(confusion_matrices: ArrayLike) -> Floats:
    """S of each person, shape (J,), in [0, 1]: 0 for a spammer, 1 for whoever tells classes apart perfectly.

    So does whoever names them all wrong, always in the same way: look at the diagonal. O(J K^2). Raises InvalidData for
    what is no (J, K, K) of rows that sum to 1, K >= 2.
    """
    theta = _confusions(confusion_matrices)
    k = theta.shape[1]
    apart = k * np.square(theta).sum((1, 2)) - np.square(theta.sum(1)).sum(1)
    found: Floats = np.clip(apart / (k * (k - 1)), 0.0, 1.0)
    return found


def label_information(
    confusion_matrices: ArrayLike, class_prior: ArrayLike, *, price: ArrayLike | None = None
) -> Floats:
    """Bits that one label of each person tells of the truth, shape (J,), from 0 to the entropy of `class_prior` (K,).

    With `price`, of a label, one or (J,): bits for one unit of money. O(J K^2). Raises InvalidData for matrices as
    `spammer_score`, a prior that is none, or a price that is not above 0.
    """
    theta, rho = _confusions(confusion_matrices), finite(class_prior, "The class prior", largest=1)
    if rho.shape != theta.shape[1:2] or (rho < 0).any() or not np.isclose(rho.sum(), 1):
        raise InvalidData(f"The class prior has {theta.shape[1]} shares that sum to 1.")
    joint = rho[:, None] * theta
    label = joint.sum(1)
    bits = (xlogy(joint, theta).sum((1, 2)) - xlogy(label, label).sum(1)) / np.log(2)
    found: Floats = np.maximum(bits, 0.0)
    if price is None:
        return found
    each = finite(price, "Prices")
    if each.shape not in ((), found.shape) or (each < 1 / LARGEST).any():
        raise InvalidData("The price of a label is above 0, one for all or one for each person.")
    return found / each


def _confusions(given: ArrayLike) -> Floats:
    theta = finite(given, "Confusion matrices", largest=LARGEST)
    if theta.ndim != 3 or theta.shape[1] != theta.shape[2] or theta.shape[1] < 2:
        raise InvalidData(f"Confusion matrices are people x truths x labels, two classes at least, not {theta.shape}.")
    bad = np.flatnonzero(~np.isclose(theta.sum(2), 1, atol=1e-6).all(1) | (theta < 0).any((1, 2)))
    if len(bad):
        raise InvalidData(f"The rows of confusion matrix {int(bad[0])} are probabilities that sum to 1.")
    return theta
