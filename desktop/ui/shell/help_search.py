"""What is found in the manual: by title in characters, pinyin or initials, then by what stands in the text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.manual.book import Topic, contents
from desktop.manual.markdown import Piece, pieces
from desktop.ui.kit.text_match import matches, run, warm
from models.progress import SILENT, Progress
from models.schema.look_alikes import searchable

_AROUND = 14  # characters shown before and after what was found
_MOST = 60


@dataclass(frozen=True, slots=True)
class HelpHit:
    """A topic with the sentence in which something was found; `place` is where in the topic."""

    topic: Topic
    words: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    topic: Topic
    lines: tuple[tuple[str, str], ...]  # what is searched, and the place it stands at


class Index:
    """Every word of the manual in the language it was made in; made beside the window, since it takes a second."""

    def __init__(self, progress: Progress = SILENT) -> None:
        warm()
        self.entries = tuple(_entry(topic) for topic in progress.over("", contents()))

    def find(self, text: str) -> tuple[HelpHit, ...]:
        """The topics that have all the words: those named so first, then those with a heading or field of the name."""
        words = searchable(text).split()
        if not words:
            return ()
        ranked = [
            (rank, nth, found) for nth, entry in enumerate(self.entries) for rank, found in _ranked(entry, text, words)
        ]
        return tuple(found for _rank, _nth, found in sorted(ranked, key=lambda one: one[:2])[:_MOST])


def _entry(topic: Topic) -> _Entry:
    lines: list[tuple[str, str]] = []
    for piece in pieces(topic.text):
        lines += _lines(piece)
    return _Entry(topic, tuple(lines))


def _lines(piece: Piece) -> Iterator[tuple[str, str]]:
    if piece.kind != "table":
        yield piece.words, next((span.place for span in piece.spans if span.place), "")
        return
    for row in piece.rows[1:]:
        place = next((span.place for cell in row for span in cell if span.place), "")
        yield "　".join("".join(span.words for span in cell) for cell in row).strip(), place


def _ranked(entry: _Entry, text: str, words: Sequence[str]) -> Iterator[tuple[int, HelpHit]]:
    if matches(entry.topic.title, text):
        exact = searchable(entry.topic.title) == searchable(text)
        yield (0 if exact else 1), HelpHit(entry.topic)
        return
    for line, place in entry.lines:
        if place and matches(line.split("　")[0], text):
            yield 2, HelpHit(entry.topic, line, place)
            return
    for line, place in entry.lines:
        plain = searchable(line)
        if all(word in plain for word in words):
            yield 3, HelpHit(entry.topic, excerpt(line, words[0]), place)
            return


def excerpt(line: str, word: str) -> str:
    """What stands around a word in a line."""
    found = run(line, word, latin=False)
    if found is None:
        return line[: 2 * _AROUND]
    start, stop = max(0, found.start - _AROUND), found.stop + _AROUND
    return ("…" if start else "") + line[start:stop] + ("…" if stop < len(line) else "")
