"""How alike independent answers are."""

from labelwright.quality.agreement.percent import PercentAgreement, percent_agreement

__all__ = ["PercentAgreement", "percent_agreement"]
