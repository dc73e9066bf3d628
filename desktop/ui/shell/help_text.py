"""A page of the manual as text that is read: in the colours and faces of the house, with links and pictures."""

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QTextBrowser, QWidget

from desktop.manual.markdown import html
from desktop.manual.recipes import folder
from desktop.ui.kit import theme
from desktop.ui.kit.tasks import Debounce
from desktop.ui.kit.theme import BODY, NOTE, SECTION, TITLE, font

_MARGIN, _WIDEST = 28, 860  # pixels round the text, and the widest column of text
_SHEET = """
body {{ color: {text}; }}
p.h1 {{ font-size: {title}px; font-weight: 600; margin-bottom: 10px; }}
p.h2 {{ font-size: {section}px; font-weight: 600; margin-top: 16px; margin-bottom: 6px; }}
p {{ margin-top: 4px; margin-bottom: 8px; line-height: 150%; }}
p.quote {{ color: {warn}; background-color: {warn_soft}; }}
p.caption {{ color: {text3}; font-size: {note}px; margin-bottom: 14px; }}
p.picture {{ margin-bottom: 2px; }}
td {{ line-height: 140%; }}
td.label {{ color: {text3}; }}
table.item {{ margin-top: 3px; margin-bottom: 3px; }}
table.ruled {{ border-collapse: collapse; border-style: solid; border-color: {line}; border-width: 1px; margin-bottom: 10px; }}
table.ruled th {{ background-color: {header}; color: {text2}; font-weight: 500; border: 1px solid {line}; }}
table.ruled td {{ border: 1px solid {line}; }}
a {{ color: {accent_text}; text-decoration: none; }}
code {{ background-color: {header}; }}
pre {{ background-color: {header}; }}
span.mark {{ color: {accent_text}; background-color: {accent_soft}; }}
"""


class HelpText(QTextBrowser):
    """Shows Markdown of the manual; `followed` with where a link leads."""

    followed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._markdown, self._drawn = "", 0
        self._widened = Debounce(0, self._render, self)  # not while a page is being laid out
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        )  # else a page that just fits would flicker
        self.setFont(font())
        self.anchorClicked.connect(lambda url: self.followed.emit(QUrl.fromPercentEncoding(url.toEncoded())))

    def show_markdown(self, text: str, place: str = "") -> None:
        """Show a page from its beginning, or at a place of it."""
        self._markdown = text
        self.verticalScrollBar().setValue(0)
        self._render()
        if place:
            self.scrollToAnchor(place)

    def _render(self) -> None:
        """Write the page anew, in the colours that are shown and for the room there is."""
        self._drawn, at = self.viewport().width(), self.verticalScrollBar().value()
        sizes = {
            name: font(size).pixelSize() for name, size in (("title", TITLE), ("section", SECTION + 1), ("note", NOTE))
        }
        document = self.document()
        document.setDefaultFont(font(BODY))
        document.setDocumentMargin(_MARGIN)
        document.setDefaultStyleSheet(_SHEET.format(**theme.table(theme.current()), **sizes))
        self.setHtml(f"<body>{html(self._markdown)}</body>")
        self.verticalScrollBar().setValue(at)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of theme, at the place one has come to."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._markdown:
            self._render()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines that are too long are hard to read: the text keeps to a column; pictures are as wide as it."""
        self.setViewportMargins(0, 0, max(0, self.width() - _WIDEST), 0)
        super().resizeEvent(event)
        if self._markdown and self.viewport().width() != self._drawn:
            self._widened.start()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of the manual, no wider than the text."""
        file = folder() / Path(name.path() if isinstance(name, QUrl) else name)
        image = QImage(str(file))
        if image.isNull():
            return super().loadResource(kind, QUrl(name))
        room = min(self.viewport().width() - 2 * _MARGIN - 8, image.width())
        ratio = self.devicePixelRatioF()
        made = image.scaledToWidth(max(1, int(room * ratio)), Qt.TransformationMode.SmoothTransformation)
        made.setDevicePixelRatio(ratio)
        return made

    def sizeHint(self) -> QSize:
        """Room enough for a page."""
        return QSize(680, 560)
