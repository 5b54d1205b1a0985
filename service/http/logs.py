"""Where the log goes and what it looks like: lines for people, or one JSON object per line.

Our own lines go straight to stderr: a request is one of them, and the standard library's way costs
more than the rest of a small answer. What libraries log is brought to the same form.
"""

import logging
import sys
from typing import Any, cast

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from service.settings import LogFormat

_QUIET = ("alembic", "sqlalchemy", "uvicorn")


class _Lines(structlog.BytesLogger):
    """Writes lines to stderr under a name."""

    def __init__(self, name: str) -> None:
        super().__init__(sys.stderr.buffer)
        self.name = name


def configure_logging(log_format: LogFormat) -> None:
    """Send the log of this process, our own and our libraries', to stderr."""
    steps: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendering = _rendering(log_format)
    structlog.configure(
        processors=[*steps, *rendering, cast("Processor", _encoded)],
        logger_factory=_Lines,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=steps, processors=[remove, *rendering]
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _rendering(log_format: LogFormat) -> list[Processor]:
    if log_format is LogFormat.JSON:
        return [structlog.processors.format_exc_info, _json]
    if sys.stderr.isatty():
        # Without the values of locals, which hold tokens and what people wrote.
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    return [structlog.processors.format_exc_info, _plain_line]


def _json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return orjson.dumps(event, default=str).decode()


def _plain_line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """A line for a file: what ConsoleRenderer would write, without its colors and columns."""
    moment, level = event.pop("timestamp", ""), event.pop("level", "")
    said, name = event.pop("event", ""), event.pop("logger", "")
    trace = event.pop("exception", None)
    rest = " ".join(f"{key}={_word(value)}" for key, value in event.items())
    line = f"{moment} [{level}] {said} [{name}] {rest}".rstrip()
    return line if trace is None else f"{line}\n{trace}"


def _word(value: Any) -> str:  # noqa: ANN401 - whatever was logged
    text = str(value)
    return text if text.isprintable() and " " not in text else repr(text)


def _encoded(_logger: WrappedLogger, _method: str, line: str) -> bytes:
    return line.encode(errors="backslashreplace")
