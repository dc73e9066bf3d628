"""Fluent System Icons in the colours of the theme: drawn from their outlines once, kept as pixmaps."""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.screens.catalogue import screen_of
from desktop.ui.kit import theme
from models.resources import resource
from models.schema.fields import Entity

SIZES = (12, 16, 20, 32)  # pixel grids the icons are drawn on
_FILLED = "_filled"


def hue_of(entity: type[Entity]) -> tuple[str, str]:
    """Words and soft ground of what belongs to records of an entity: teal for enterprises, else the school's."""
    return ("teal", "teal_soft") if screen_of(entity).of_enterprises else ("accent_text", "accent_soft")


@lru_cache(maxsize=512)
def _outline(name: str, size: int) -> QByteArray:
    """The drawing of the grid asked for, else the nearest above, else the nearest below; raises KeyError."""
    plain, variant = (name.removesuffix(_FILLED), "filled") if name.endswith(_FILLED) else (name, "regular")
    grids = sorted(SIZES, key=lambda grid: (grid < size, abs(grid - size)))
    for grid in grids:
        file = f"{plain}_{grid}_{variant}.svg"
        if file in _shipped():
            return QByteArray(resource("icons", file).read_bytes())
    raise KeyError(name)


@cache
def _shipped() -> frozenset[str]:
    return frozenset(file.name for file in resource("icons").iterdir())


@lru_cache(maxsize=1024)
def _drawn(name: str, size: int, ink: str, dpr: float) -> QPixmap:
    outline = QSvgRenderer(_outline(name, size))
    pixels = round(size * dpr)
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    outline.render(painter, QRectF(0, 0, pixels, pixels))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(made.rect(), QColor(ink))
    painter.end()
    made.setDevicePixelRatio(dpr)
    return made


def pixmap(name: str, size: int = 16, colour: str = "text2", dpr: float = 1.0) -> QPixmap:
    """An icon of `size` logical pixels in the colour of the token `colour`, sharp at the pixel ratio `dpr`.

    Names are those of the Fluent set without size and style; `_filled` at the end asks for the solid variant. Raises
    KeyError for a name that is not shipped.
    """
    return _drawn(name, size, theme.colour(colour).name(QColor.NameFormat.HexArgb), dpr)


def draw(painter: QPainter, name: str, corner: QPointF, size: int = 16, colour: str = "text2") -> None:
    """Paint an icon with its upper left corner at the whole pixel nearest to `corner`."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(corner.toPoint(), pixmap(name, size, colour, ratio))


class _Engine(QIconEngine):
    """Looks the colour up when it paints, so that an icon made once follows the theme."""

    def __init__(self, name: str, size: int, ink: str) -> None:
        super().__init__()
        self._given = (name, size, ink)

    def clone(self) -> QIconEngine:
        return _Engine(*self._given)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        side = min(self._given[1], size.width(), size.height())
        return QSize(side, side)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        name, size, ink = self._given
        side = min(size, rect.width(), rect.height())
        shown = "disabled" if mode is QIcon.Mode.Disabled else ink
        corner = rect.center() - QPoint((side - 1) // 2, (side - 1) // 2)
        draw(painter, name, QPointF(corner), side, shown)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._tinted(size, mode, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return self._tinted(QSize(round(size.width() / scale), round(size.height() / scale)), mode, scale)

    def _tinted(self, size: QSize, mode: QIcon.Mode, dpr: float) -> QPixmap:
        name, most, ink = self._given
        side = max(1, min(most, size.width(), size.height()))
        return pixmap(name, side, "disabled" if mode is QIcon.Mode.Disabled else ink, dpr)


def icon(name: str, size: int = 16, colour: str = "text2") -> QIcon:
    """An icon for menus, actions and item views; raises KeyError for a name that is not shipped."""
    _outline(name, size)
    return QIcon(_Engine(name, size, colour))
