"""Colours, type and the application's palette: the tokens of the design guide, said once."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from models.resources import resource

FAMILY = "Noto Sans SC"
BODY, NOTE, SECTION, TITLE = 13, 12, 14, 18  # pixels
GUTTER = 20

TOKENS = {
    "window": "#F4F5F7", "surface": "#FFFFFF", "raised": "#FFFFFF", "header": "#F8F9FB", "sunken": "#ECEEF2",
    "hover": "#F2F4F7", "press": "#E6E9EE", "select": "#E5ECFB", "line": "#E7E9ED", "line2": "#D3D7DE",
    "field": "#828A98", "text": "#1A1E26", "text2": "#4B5361", "text3": "#616977", "disabled": "#A4ABB6",
    "accent": "#2F55B7", "accent_h": "#274799", "accent_p": "#203B80", "accent_text": "#2A4DA8",
    "accent_soft": "#E5ECFB", "on_accent": "#FFFFFF", "ok": "#17713F", "ok_soft": "#E2F3E9", "ok_solid": "#2A9159",
    "warn": "#855400", "warn_soft": "#FCF0D6", "warn_solid": "#AD7600", "danger": "#B82B22",
    "danger_soft": "#FCE9E7", "danger_solid": "#D5473D", "ink": "#262B35", "on_ink": "#F4F5F7",
}  # fmt: skip
COLOURS = {name: QColor(value) for name, value in TOKENS.items()}

_SHEET = """
QLineEdit {{ background: transparent; border: 0; }}
QToolTip {{ background: {ink}; color: {on_ink}; border: 0; padding: 4px 8px; }}
QMenu {{ background: {raised}; border: 1px solid {line2}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 16px; border-radius: 4px; }}
QMenu::item:selected {{ background: {select}; color: {text}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QMenuBar {{ background: {window}; }}
QMenuBar::item {{ padding: 4px 10px; background: transparent; }}
QMenuBar::item:selected {{ background: {press}; border-radius: 4px; }}
QHeaderView {{ background: {header}; border: 0; }}
QHeaderView::section {{ background: {header}; color: {text2}; border: 0; border-bottom: 1px solid {line2};
    padding: 0 8px; height: 32px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line2}; border-radius: 4px; margin: 1px; min-height: 32px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {field}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {sunken}; border: 0; border-radius: 2px; max-height: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}
"""


def colour(name: str) -> QColor:
    """The colour of a token."""
    return COLOURS[name]


def font(size: int = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The one family at a pixel size."""
    made = QFont(FAMILY)
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def load_fonts() -> None:
    """Register the bundled screen faces; must happen before the first widget."""
    for face in ("Regular", "Medium", "SemiBold"):
        QFontDatabase.addApplicationFont(str(resource("fonts", f"NotoSansSC-{face}.ttf")))


def palette() -> QPalette:
    """The palette every plain widget paints from."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: "surface", QPalette.ColorRole.WindowText: "text", QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "header", QPalette.ColorRole.Text: "text", QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "text", QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "on_accent", QPalette.ColorRole.PlaceholderText: "text3",
        QPalette.ColorRole.ToolTipBase: "ink", QPalette.ColorRole.ToolTipText: "on_ink",
        QPalette.ColorRole.Link: "accent_text", QPalette.ColorRole.Accent: "accent",
    }  # fmt: skip
    for role, name in roles.items():
        made.setColor(role, colour(name))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, colour("disabled"))
    return made


def dress(application: QApplication) -> None:
    """Give the application its style, faces, palette and the short style sheet."""
    load_fonts()
    application.setStyle("Fusion")
    application.setFont(font())
    application.setPalette(palette())
    application.setStyleSheet(_SHEET.format(**TOKENS))


def tint(widget: QWidget, *, ground: str | None = None, ink: str | None = None) -> None:
    """Colour a plain panel or label from the tokens, without a style sheet."""
    made = widget.palette()
    if ground is not None:
        made.setColor(QPalette.ColorRole.Window, colour(ground))
        widget.setAutoFillBackground(True)
    if ink is not None:
        made.setColor(QPalette.ColorRole.WindowText, colour(ink))
    widget.setPalette(made)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)
