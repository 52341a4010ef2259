"""What a run tells those who wait for it: a Dagster logger that hands each ended step to a listener."""

import logging
from collections.abc import Callable

import dagster as dg

#: Called with the step and the kind of each of its events, or with an error's text and ERROR.
Listener = Callable[[str, str], None]
ERROR = "ERROR"
_listeners: list[Listener] = []


class StepHandler(logging.Handler):
    """Passes the steps of a run on and drops everything else."""

    def emit(self, record: logging.LogRecord) -> None:
        """Hand the step of a Dagster event, or an error that a step logged, to every listener."""
        meta = getattr(record, "dagster_meta", {})
        event = meta.get("dagster_event")
        for listener in _listeners:
            if event is not None and event.step_key:
                listener(event.step_key, event.event_type_value)
            elif event is None and record.levelno >= logging.ERROR:
                listener(str(meta.get("orig_message") or record.getMessage()), ERROR)


@dg.logger(config_schema={}, description="Progress for the command line; prints nothing itself.")
def step_logger(_: dg.InitLoggerContext) -> logging.Logger:
    """A logger of its own, so that the console stays readable."""
    logger = logging.Logger("gaining_ground.steps", level=logging.DEBUG)
    logger.addHandler(StepHandler())
    return logger


def listen(listener: Listener) -> None:
    """Let a listener hear of every step from now on."""
    _listeners.append(listener)


def unlisten(listener: Listener) -> None:
    """Let it hear no more."""
    _listeners.remove(listener)
