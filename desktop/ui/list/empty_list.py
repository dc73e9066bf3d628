"""What stands where a list has nothing to show: why, and what to do next."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.screens.catalogue import screen_of
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.controls import Button, Kind, Label, Title
from desktop.ui.kit.theme import TITLE, colour
from models.schema.fields import Entity
from models.words import _

_CIRCLE = 72


class _EmptySign(paint.Painted, QWidget):
    """An icon in a soft circle."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.hue = "document", ("accent_text", "accent_soft")
        self.setFixedSize(_CIRCLE, _CIRCLE)

    def _paint(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self.hue[1]))
        painter.drawEllipse(QRectF(self.rect()))
        icons.draw(painter, self.name, QPointF((_CIRCLE - 32) / 2, (_CIRCLE - 32) / 2), 32, self.hue[0])


class EmptyList(QWidget):
    """Buttons are wired by the page; `explain` says which emptiness it is."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = _EmptySign()
        self.reason, self.advice = Title("", TITLE), Label(ink="text2", wrapped=True)
        self.advice.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.advice.setFixedWidth(520)
        self.begin = Button(_("新建"), icon="add")
        self.bring = Button(_("从 Excel 导入"), Kind.PRIMARY, icon="arrow_import")
        self.template = Button(_("下载空白模板"), Kind.GHOST, icon="arrow_download")
        self.wider = Button(_("在全部里找"), Kind.PRIMARY, icon="search")
        self.clear = Button(_("清除筛选"), icon="dismiss")
        self._lay_out()

    def _lay_out(self) -> None:
        ways = (self.bring, self.begin, self.template, self.wider, self.clear)
        row = layouts.row(layouts.STRETCH, *ways, layouts.STRETCH, gap=8)
        layouts.column(
            layouts.Stretch(2), (self._sign, 0, Qt.AlignmentFlag.AlignHCenter), 16,
            (self.reason, 0, Qt.AlignmentFlag.AlignHCenter), 8, (self.advice, 0, Qt.AlignmentFlag.AlignHCenter), 16,
            row, layouts.Stretch(3),
            parent=self, gap=0, margins=layouts.STYLE,
        )  # fmt: skip

    def explain(
        self,
        entity: type[Entity],
        *,
        narrowed: bool = False,
        by_hand: bool = True,
        part: bool = False,
    ) -> None:
        """Say why there is nothing; `part`: words were looked for among some of the records only."""
        label, importable = _(entity.label), entity.importable
        self._sign.name = "search" if narrowed else screen_of(entity).icon
        self._sign.hue = icons.hue_of(entity)
        self._sign.update()
        if narrowed:
            self.reason.setText(_("没有符合条件的{label}").format(label=label))
            self.advice.setText(_("换一个词，或去掉一个条件；也可以一次清除全部筛选"))
        else:
            self.reason.setText(_("还没有{label}").format(label=label))
            self.advice.setText(
                _("由办理登记：到学生列表选人办理，或把手头的表格导入")
                if not by_hand
                else _("把手头的表格导入，或先新建一条；导入前会逐行核对，确认之前什么也不写入")
                if importable
                else _("先新建一条，以后都在这里查看和修改")
            )
        self.advice.setMinimumHeight(self.advice.heightForWidth(self.advice.width()))  # else two lines get room for one
        self.begin.kind = Kind.DEFAULT if importable else Kind.PRIMARY
        self.begin.setText(_("新建{label}").format(label=label))
        self.begin.setVisible(not narrowed and by_hand)
        for button in (self.bring, self.template):
            button.setVisible(importable and not narrowed)
        self.wider.setVisible(narrowed and part)
        self.clear.setVisible(narrowed)
