"""Where Tab leads in a form: pane after pane, in each line by line, however late a field was made."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.form.child_row import ChildRow
from desktop.ui.form.row import FieldRow


def tab_order(panes: Sequence[QWidget]) -> list[QWidget]:
    """Everything in these panes that the keyboard stops at."""
    return [
        widget
        for pane in panes
        for widget in sorted(filter(_stops, pane.findChildren(QWidget)), key=lambda w, pane=pane: _place(w, pane))  # type: ignore[misc]
    ]


def _stops(widget: QWidget) -> bool:
    able = widget.isEnabled() and widget.isVisible() and widget.focusProxy() is None
    return able and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _place(widget: QWidget, pane: QWidget) -> tuple[int, int, int, int]:
    """Line and column of its field, then where it stands in the field."""
    field: QWidget | None = widget
    while field is not None and field is not pane and not isinstance(field, (FieldRow, ChildRow)):
        field = field.parentWidget()
    outer = (widget if field is None or field is pane else field).mapTo(pane, QPoint(0, 0))
    inner = widget.mapTo(pane, QPoint(0, 0))
    return outer.y(), outer.x(), 0 if isinstance(field, ChildRow) else inner.y(), inner.x()


def step(form: QWidget, panes: Sequence[QWidget], forward: bool) -> bool:
    """Give the keyboard to the next stop, or the one before; at the ends to what lies outside the form."""
    here, stops = form.focusWidget(), tab_order(panes)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    place = stops.index(here) + (1 if forward else -1) if here in stops else 0 if forward else len(stops) - 1
    if 0 <= place < len(stops):
        stops[place].setFocus(reason)
        return True
    seen: QWidget | None = here
    for _step in range(10_000):
        seen = None if seen is None else seen.nextInFocusChain() if forward else seen.previousInFocusChain()
        if seen is None or seen is here:
            return False
        if not form.isAncestorOf(seen) and seen is not form and _stops(seen):
            seen.setFocus(reason)
            return True
    return False
