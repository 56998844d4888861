"""Log lines as JSON, one a line on standard error, each with the id of the request it belongs to."""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog


def configure(style: Literal["json", "console"] = "json") -> None:
    """Sends everything, libraries' lines too, through structlog."""
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(
            exception_formatter=structlog.dev.plain_traceback  # the pretty one prints local variables: secrets
        )
    )
    stacks = [structlog.processors.format_exc_info] if style == "json" else []
    after: list[structlog.typing.Processor] = [*stacks, last]
    structlog.configure(
        processors=[*before, *after],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    inner = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[inner, *after], foreign_pre_chain=before))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
