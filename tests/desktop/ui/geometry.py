"""Whether what stands on a screen fits: words in their room, widgets in their parents and beside each other."""

from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QToolButton,
    QToolTip,
    QWidget,
)

from desktop.ui.kit import layouts

SLACK = 1  # pixels: widths are rounded
_BY_NUMBERS = 6  # x, y, width, height, flags, text
TINY = 4  # pixels of two neighbours that may lie over each other: frames share a line


def faults(roots):
    """Everything that does not fit in windows that are seen, as sentences; none is how it should be."""
    found = []
    for root in roots:
        with painted() as (words, cuts):
            shot = root.grab()
        words += [sentence for device, whole, sentence in cuts if not _told(device, whole)]
        if shot.deviceIndependentSize().toSize() != root.size():
            found.append(f"{named(root)} is {root.size()} and drawn {shot.size()}")
        found += words
        for widget in (root, *root.findChildren(QWidget)):
            if widget.isVisible() and not _foreign(widget):
                found += [*_words_cut(widget), *_outside(widget, root), *_overlaps(widget)]
    return sorted(set(found))


def named(widget):
    """How to find a widget again."""
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else widget.accessibleName()
    parent = widget.parentWidget()
    return f"{type(parent).__name__ if parent else ''}/{type(widget).__name__} “{words[:40]}”"


def _foreign(widget):
    """Whether Qt itself lays it out: parts of lines of text, of scroll areas and of menus."""
    if widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar):
        return True
    return isinstance(widget, QToolButton) and isinstance(widget.parentWidget(), QLineEdit | QTabBar)


def _told(widget, whole=""):
    """Whether a tooltip tells what is cut, one of its own or one that is made when it is asked for."""
    if _answers(widget, whole):
        return True
    while widget is not None:
        if widget.toolTip() or isinstance(widget, QAbstractItemView):
            return True
        if widget.isWindow():
            return False
        widget = widget.parentWidget()
    return False


def _answers(widget, whole):
    """Whether the pointer, resting somewhere over it, is told the whole."""
    if type(widget).event is QWidget.event:
        return False
    across, down = range(8, widget.width(), 24), range(8, max(widget.height(), 9), 12)
    for at in (QPoint(x, y) for y in down for x in across):
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
        if whole in QToolTip.text():
            QToolTip.hideText()
            return True
    return False


# --- words


def _words_cut(widget):
    if isinstance(widget, QLabel) and widget.text() and not _elides(widget):
        room = widget.contentsRect()
        if widget.wordWrap():
            need = widget.heightForWidth(widget.width())
            if need > widget.height() + SLACK:
                yield f"{named(widget)}: {need} px of lines in {widget.height()}"
        else:
            need = max(widget.fontMetrics().horizontalAdvance(line) for line in widget.text().splitlines())
            if need > room.width() + SLACK and not widget.toolTip():
                yield f"{named(widget)}: {need} px of words in {room.width()}"
    elif isinstance(widget, QAbstractButton) and not _elides(widget):
        need = widget.sizeHint().width()
        if widget.width() and need > widget.width() + SLACK and not widget.toolTip():
            yield f"{named(widget)}: wants {need} px and has {widget.width()}"
    elif isinstance(widget, QLineEdit) and widget.placeholderText() and not widget.text():
        margins = widget.textMargins()
        room = widget.width() - margins.left() - margins.right() - 4
        need = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        if need > room + SLACK and not widget.toolTip():
            yield f"{named(widget)}: {need} px of hint “{widget.placeholderText()}” in {room}"


def _elides(widget):
    """Whether a class cuts its words itself; `painted` watches those while they draw."""
    return type(widget).paintEvent is not QLabel.paintEvent and widget.sizePolicy().horizontalPolicy().name in (
        "Ignored",
        "Expanding",
    )


@contextmanager
def painted():
    """Watches what is drawn by hand; yields the sentences about words that do not fit, and those that were cut."""
    found, cut, cuts, inks = [], {}, [], {}
    draw, elide = QPainter.drawText, QFontMetrics.elidedText

    def elided(self, text, mode, width, *rest):
        made = elide(self, text, mode, width, *rest)
        if made != text:
            cut[made] = text
        return made

    def drawn(self, *given):
        _judge(self, given, cut, found, cuts)
        found.extend(_written_over(self, given, inks))
        return draw(self, *given)

    QPainter.drawText, QFontMetrics.elidedText = drawn, elided
    try:
        yield found, cuts
    finally:
        QPainter.drawText, QFontMetrics.elidedText = draw, elide


def _judge(painter, given, cut, found, cuts):
    device = painter.device()
    text = next((part for part in given if isinstance(part, str)), "")
    if not isinstance(device, QWidget) or not text.strip():
        return
    if isinstance(device, QTabBar) and device.usesScrollButtons():  # what has no room is reached by its arrows
        return
    if text in cut:
        sentence = f"{named(device)}: “{cut[text][:40]}” is cut to “{text}” and no tooltip tells it"
        cuts.append((device, cut[text], sentence))
        return
    room = _room(given)
    flags = _flags(given)
    if room is None or flags & (_bits(Qt.TextFlag.TextWordWrap) | _bits(Qt.TextFlag.TextWrapAnywhere)):
        return
    need = painter.fontMetrics().horizontalAdvance(text)
    if need > room.width() + SLACK:
        found.append(f"{named(device)}: “{text[:40]}” needs {need} px and is drawn into {room.width():.0f}")
    if _scrolled(device):  # what leaves it to the right is reached by scrolling
        return
    left = painter.worldTransform().map(room.topLeft()).x()
    if not flags & _bits(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignHCenter) and (
        left + need > device.width() + SLACK
    ):
        found.append(f"{named(device)}: “{text[:40]}” runs {left + need - device.width():.0f} px over the edge")


def _written_over(painter, given, inks):
    """Words that a widget draws over words it has drawn before; the same once more is only emphasis."""
    device = painter.device()
    text = next((part for part in given if isinstance(part, str)), "")
    if not isinstance(device, QWidget) or not text.strip():
        return
    ink = painter.worldTransform().mapRect(_ink(painter, given, text))
    if painter.hasClipping():
        ink &= painter.worldTransform().mapRect(painter.clipBoundingRect())
    for other, before in inks.setdefault(device, []):
        shared = ink & before
        if other != text and shared.width() > TINY / 2 and shared.height() > TINY:
            yield f"{named(device)}: “{text[:40]}” is drawn over “{other[:40]}”: {_box(shared.toRect())}"
    inks[device].append((text, ink))


def _ink(painter, given, text):
    """Where the letters stand, without the leading of their lines."""
    metrics, room = QFontMetricsF(painter.font()), _room(given)
    if room is not None:
        box = metrics.boundingRect(room, _flags(given), text)
    else:
        at = QPointF(given[0]) if isinstance(given[0], QPoint | QPointF) else QPointF(*given[:2])
        box = metrics.boundingRect(text).translated(at)
    air = max(0.0, metrics.height() - painter.font().pixelSize()) / 2
    return box.adjusted(0, air, 0, -air)


def _bits(flag):
    return flag if isinstance(flag, int) else flag.value


def _flags(given):
    """How words are laid into their rectangle, as a number."""
    if len(given) >= _BY_NUMBERS:
        return _bits(given[4])
    plain = [part for part in given[1:] if isinstance(part, int | Qt.AlignmentFlag | Qt.TextFlag)]
    return _bits(plain[0]) if plain else 0


def _room(given):
    """The rectangle words are drawn into; None where they are drawn from a point."""
    if isinstance(given[0], QRect | QRectF):
        return QRectF(given[0])
    return QRectF(*given[:4]) if len(given) >= _BY_NUMBERS else None


# --- places


def _outside(widget, root):
    parent = widget.parentWidget()
    if parent is not None and _scrolled(parent) and isinstance(parent.parentWidget(), QScrollArea):
        never = parent.parentWidget().horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if never and widget.width() > parent.width() + SLACK:
            yield f"{named(widget)} of {widget.width()} px does not scroll in {named(parent.parentWidget())} of {parent.width()}"
    if widget is root or parent is None or widget.isWindow() or _scrolled(parent):
        return
    if (
        not parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(widget.geometry())
        and not widget.rect().isEmpty()
    ):
        yield f"{named(widget)} at {_box(widget.geometry())} leaves {named(parent)} of {parent.width()}×{parent.height()}"


def _scrolled(parent):
    """Whether a parent is a window on something larger."""
    above = parent.parentWidget()
    return isinstance(above, QAbstractScrollArea) and above.viewport() is parent


def _overlaps(parent):
    """Children that a layout of the parent puts side by side must not lie over each other."""
    layout = parent.layout()
    if layout is None:
        return
    placed = [w for w in _laid(layout) if w.isVisible() and not w.rect().isEmpty()]
    for n, one in enumerate(placed):
        for other in placed[n + 1 :]:
            shared = one.geometry() & other.geometry()
            if min(shared.width(), shared.height()) > TINY:
                yield f"{named(one)} lies over {named(other)}: {_box(shared)}"


def _laid(layout):
    yield from layouts.widgets(layout)
    for inner in layout.children():
        yield from _laid(inner)


def _box(rect):
    return f"{rect.x()},{rect.y()} {rect.width()}×{rect.height()}"
