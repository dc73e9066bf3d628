"""What an act would do, on the layer it is asked on: to whom not, rules, registers before and after, counts."""

from collections.abc import Iterator, Sequence

from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.theme import NOTE, SECTION, font, tint
from desktop.ui.record.act_preview import ActPreview, Remark
from desktop.ui.record.facts import FactList
from desktop.ui.record.overview import Fact
from desktop.ui.record.sheets import FactSection
from models.acts.foreseeing import Count, Verdict
from models.words import _, listed

_LABELS, _NAMED = 76, 40  # pixels of the labels; people named one by one


class Sentence(QLabel):
    """A line that wraps."""

    def __init__(self, words: str, ink: str = "text", size: int = NOTE) -> None:
        super().__init__(words)
        self.setWordWrap(True)
        self.setFont(font(size))
        self.setAccessibleName(words)
        tint(self, ink=ink)


class ActEffects(QWidget):
    """Says a preview; what was said before is let go of."""

    def __init__(self) -> None:
        super().__init__()
        tint(self, ground="header")
        self._column = layouts.column(parent=self, gap=4, margins=(20, 16, 18, 16))
        self._shown: list[QWidget] = []

    def words(self) -> list[str]:
        """Everything that is said, a line each."""
        told = [part for widget in self._shown for part in (widget, *widget.findChildren(QWidget))]
        return [
            part.text() if isinstance(part, QLabel) else part.accessibleName()
            for part in told
            if isinstance(part, (QLabel, FactList))
        ]

    def tell(self, seen: ActPreview, waiting: str) -> None:
        """Show what would be; `waiting` says what must be given before that is known."""
        for widget in self._shown:
            widget.hide()
            widget.deleteLater()
        while self._column.takeAt(0) is not None:
            pass
        self._shown = list(self._parts(seen, waiting))
        for widget in self._shown:
            self._column.addWidget(widget)
            widget.show()
        self._column.addStretch(1)

    def _parts(self, seen: ActPreview, waiting: str) -> Iterator[QWidget]:
        yield TextLine(_("这一步会做什么"), SECTION, strong=True)
        if waiting:
            yield Sentence(waiting, "text2")
        alone = seen.asked == 1
        if seen.refused:
            title = "" if alone else _("有 {count} 名不能办理").format(count=f"{len(seen.refused):,}")
            yield FactSection(title, *_said(_plain(seen.refused), "danger", alone=alone))
        for verdict in seen.verdicts:
            yield _ruled(verdict)
        for group in seen.groups:
            yield FactSection(group.title, FactList(tuple(Fact(*line) for line in group.lines), _LABELS))
        if seen.counts:
            yield FactSection(_("人数"), FactList(tuple(_counted(count) for count in seen.counts), _LABELS))
        if seen.warnings:
            yield FactSection(_("提醒"), *_said(_plain(seen.warnings), "warn", alone=alone))
        if seen.notes:
            yield FactSection(_("不变的"), *_said(seen.notes, "text2", alone=alone))


def _ruled(verdict: Verdict) -> QWidget:
    one = verdict.finding
    words = _("{rule} {word}：{message}").format(
        rule=one.rule.number, word=one.verdict.word, message=one.complaint.message
    )
    return Sentence(words, "danger" if verdict.stops else "warn")


def _said(remarks: Sequence[tuple[str, str]], ink: str, *, alone: bool) -> list[QWidget]:
    """Every sentence once, with the names of those it is said of where there are several."""
    about: dict[str, list[str]] = {}
    for name, words in remarks:
        about.setdefault(words, []).append(name)
    if alone:
        return [Sentence(words, ink) for words in about]
    return [
        Sentence(_("{message}：{names}").format(message=words, names=_names(of)), ink) for words, of in about.items()
    ]


def _names(of: Sequence[str]) -> str:
    names = listed(of[:_NAMED])
    return names if len(of) <= _NAMED else _("{names}等 {count} 名").format(names=names, count=f"{len(of):,}")


def _plain(remarks: Sequence[Remark]) -> list[tuple[str, str]]:
    return [(one.subject, one.complaint.message) for one in remarks]


def _counted(count: Count) -> Fact:
    if count.before == count.after:
        return Fact(count.label, _("{count} 不变").format(count=f"{count.before:,}"))
    words = _("{before} → {after}").format(before=f"{count.before:,}", after=f"{count.after:,}")
    return Fact(count.label, words)
