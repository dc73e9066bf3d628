"""A screen as text: the words, roles and states a person (or a screen reader) meets on it, from top to bottom."""

import re
from itertools import count

from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QScrollBar, QTableView, QTextBrowser

from desktop.screens.navigation import OTHER, SECTIONS
from desktop.ui.shell.navigation import Navigation
from models.words import _

ANNOUNCES = hasattr(QtGui, "QAccessibleAnnouncementEvent")
SAID_ONLY = "。可按 Ctrl+Z 撤销"  # a Qt that announces nothing, as that of ARM, takes it for the name: see say_aloud
ROWS = 4  # of a table or list; the number of the others is said
_MUTE = {"Client", "LayeredPane", "Border", "Splitter", "Grip", "Grouping", "Window", "Pane", "Dialog"}
_STATES = (
    ("focused", "focus"),
    ("checked", "on"),
    ("checkStateMixed", "partly on"),
    ("disabled", "off duty"),
    ("readOnly", "read only"),
    ("expanded", "open"),
    ("defaultButton", "default"),
)
_OFF = r"(?:  \((?:read only|off duty|, )+\))?"  # what may be said of a field nobody fills in
_BOXES = r"(?m)^( *)StaticText: (.+)\n(?:\1CheckBox: \2 .*\n)+"
_HEADINGS = (*(section.title for section in SECTIONS), OTHER)
_DETAILED = "list-student", "photographed"  # whose subject the details beside the list of students are
# the screens that say whole what many show: places and kinds of records, fields, reports, rules
COMMON = "page-import", "form-new", "page-print", "internship-placement"


def abridged(words, scene):
    """What a screen says but for what one of COMMON says of all: a new entity, field, report or rule then changes that one only.

    Of the navigation the place one is at is left, of kinds to import the one chosen, of a form what somebody filled in,
    what is wrong or being edited, of reports the one chosen.
    """
    places, fields, reports, rules = COMMON
    if scene != places:
        words = re.sub(r"(?m)^( *Navigation:)(.*)$", lambda line: line[1] + _here(line[2]), words)
        if "导入为" in words:  # with the headings of the kinds
            words = re.sub(rf"(?m)^ *StaticText: (?:{'|'.join(map(_, _HEADINGS))})\n", "", words)
        words = re.sub(r"(?m)^ *RadioButton: 导入为[^()\n]*\n", "", words)
    if scene != fields and scene.startswith("form-"):
        words = _filled(words)
    kinds = count()  # of a table of boxes the first rows, as of every table
    words = re.sub(_BOXES, lambda row: row[0] if next(kinds) < ROWS else "", words)
    if scene not in _DETAILED and "Table: 学生列表" in words:  # it stands behind many screens
        words = re.sub(r"(?m)^( *)Client: .*的详情\n(?:\1  .*\n)*", "", words)
    if scene == "palette":  # which finds every one of them
        words = re.sub(r"… \d+\n\Z", "…\n", words)
    if scene != reports:
        words = re.sub(r"报表 \d+", "报表", words)
        words = re.sub(r"(?m)^( *)(List: 报表目录.*\n)((?:\1  .*\n)*)", _chosen, words)
    if scene != rules:
        words = re.sub(r"(当时规定未收录) \d+ 条：.*", r"\1", words)
    return words


def _filled(words):
    empty = rf"[^=()\n]*{_OFF}\n(?:\1  Button{_OFF}\n)?"
    words = re.sub(rf"(?m)^( *)EditableText: (?:{empty}|[^，=()\n]* = .*  \((?:off duty, )?read only\)\n)", "", words)
    words = re.sub(rf"(?m)^( *)Grouping: [^=()\n]*{_OFF}\n(?!\1  )", "", words)
    words = re.sub(r"(?m)^( *)Client  \(off duty\)\n(?:\1  +Client  \(off duty\)\n)*(?!\1  )", "", words)
    return re.sub(r"还有 \d+ 项(未填|必填)：[^，\n]*", r"还有\1", words)


def _chosen(found):
    rows = found[3].splitlines(keepends=True)
    return found[1] + found[2] + "".join(row for row in rows if row.lstrip().startswith("> "))


def _here(places):
    return "".join(f" {place}" for place in places.split() if place.endswith("*"))


def described(roots):
    """The windows of a screen, one line for everything that says something; indented as it is nested."""
    lines = []
    for root in roots:
        lines.append(f"— {type(root).__name__}")
        lines += _lines(QAccessible.queryAccessibleInterface(root), 1)
    return "\n".join(lines) + "\n"


def _lines(interface, depth):
    if interface is None or not interface.isValid() or interface.state().invisible:
        return
    widget = interface.object()
    if isinstance(widget, QScrollBar) or interface.role() == QAccessible.Role.ScrollBar:
        return
    if isinstance(widget, Navigation):
        yield from _places(widget, depth)
        return
    own = _own(interface, widget)
    if own:
        yield f"{'  ' * depth}{own}"
        depth += 1
    if isinstance(widget, QAbstractItemView):
        yield from (f"{'  ' * depth}{line}" for line in _rows(widget))
    else:
        for place in range(interface.childCount()):
            yield from _lines(interface.child(place), depth)


def _own(interface, widget):
    """What one thing says of itself; '' when it only holds others."""
    role, state = interface.role().name, interface.state()
    name, value = interface.text(QAccessible.Text.Name), interface.text(QAccessible.Text.Value)
    if isinstance(widget, QLineEdit) and widget.echoMode() is QLineEdit.EchoMode.Password:
        value = "●" * len(value)  # what hides it differs from one Qt to the next
    if isinstance(widget, QTextBrowser):  # a page of the manual, which test_manual reads to the end
        value = "\n".join((*value.splitlines()[:ROWS], "…"))
    if not ANNOUNCES:
        name = name.removesuffix(SAID_ONLY)
    words = [word for flag, word in _STATES if getattr(state, flag) and (role, flag) != ("StaticText", "readOnly")]
    if role in _MUTE and not (name and interface.childCount() == 0) and not words:
        return f"{role}: {name}" if name and role != "Window" else ""
    if role in ("StaticText", "Separator") and not name:
        return ""
    told = f"{role}: {name}" if name else role
    if value and value != name:
        told += f" = {value}"
    return told + (f"  ({', '.join(words)})" if words else "")


def _places(navigation, depth):
    """Of the navigation the places one can see and where one is."""
    seen = [item.text() + ("*" if item.isChecked() else "") for item in navigation.seen_items()]
    yield f"{'  ' * depth}Navigation: {' '.join(seen)}"


def _rows(view):
    model, root = view.model(), view.rootIndex()
    if model is None:
        return
    count, columns = model.rowCount(root), _columns(view)
    if isinstance(view, QTableView):
        yield " | ".join(_words(model.headerData(c, Qt.Orientation.Horizontal)) for c in columns)
    for row in range(min(count, ROWS)):
        if isinstance(view, QListWidget) and view.isRowHidden(row):
            continue
        cells = [_cell(model.index(row, column, root)) for column in columns]
        here = "> " if view.currentIndex().row() == row and view.currentIndex().isValid() else ""
        yield here + " | ".join(cells)
    if count > ROWS:
        yield f"… {count:,}"


def _columns(view):
    if not isinstance(view, QTableView):
        return (0,)
    head = view.horizontalHeader()
    shown = [c for c in range(view.model().columnCount(view.rootIndex())) if not view.isColumnHidden(c)]
    return sorted(shown, key=head.visualIndex)


def _cell(index):
    words = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data()
    state = index.data(Qt.ItemDataRole.CheckStateRole)
    tick = "" if state is None else "[x] " if Qt.CheckState(state) is Qt.CheckState.Checked else "[ ] "
    return tick + _words(words)


def _words(value):
    return "" if value is None else str(value).replace("\n", " ⏎ ")
