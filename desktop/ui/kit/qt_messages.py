"""What Qt complains of goes to the log: which part of Qt, and where the program was, without what the message holds."""

import inspect
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from PySide6.QtCore import QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler

from desktop.fault_report import Harmless, place_of

_LOG = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtInfoMsg: logging.INFO, QtMsgType.QtWarningMsg: logging.WARNING, QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}  # fmt: skip
_FUNCTION = re.compile(r"Q\w+::~?\w+")  # most messages begin with the one that complains
_CATEGORY = re.compile(r"[a-z]+(?:\.[a-zA-Z0-9]+)*")
_PLACES = 4


@contextmanager
def qt_messages_logged() -> Iterator[None]:
    """Log them within; whoever watches the terminal still reads them there."""
    before = qInstallMessageHandler(_note)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _note(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    level = _LEVELS.get(kind)
    if level is None:  # for developers
        return
    sys.stderr.write(f"{qFormatLogMessage(kind, context, message or '')}\n")  # as Qt would have, with its category
    function = _FUNCTION.match(message or "")
    category = _CATEGORY.fullmatch(getattr(context, "category", None) or "")
    stack = islice(traceback.walk_stack(inspect.currentframe()), 1, _PLACES + 1)
    frames = traceback.StackSummary.extract(stack, lookup_lines=False)  # nobody reads the lines themselves
    places = " ← ".join(f"{place_of(frame.filename)}:{frame.lineno}" for frame in frames)
    told = (category[0] if category else "", function[0] if function else "", places)
    _LOG.log(level, "Qt: %s %s %s", *map(Harmless, told))
