"""Persons a sheet tells whom nobody in the database is: one offer to make all of them, off until asked for, each with its tick."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.exchange.corrections import Mends
from desktop.exchange.unknown_names import UnknownPerson
from desktop.ui.kit import layouts
from desktop.ui.kit.choices import Switch
from desktop.ui.kit.controls import Note, Title
from models.schema.fields import entity_named
from models.schema.showing import mask_numbers
from models.words import _

_PERSON = Qt.ItemDataRole.UserRole


class PersonsOffer(QWidget):
    """`decided` with the mends after every tick."""

    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mends = Mends()
        self.kind = ""
        self.head, self.switch, self.told = Title("", 14), Switch(_("新建这些人")), Note(ink="text2", wrapped=True)
        self.list = QListWidget()
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("库中没有的人"))
        self.switch.clicked.connect(self._switch)
        self.list.itemChanged.connect(self._tick)
        layouts.column(
            layouts.row(self.head, layouts.STRETCH, self.switch), self.told, (self.list, 1),
            parent=self, gap=6, margins=(0, 0, 16, 12),
        )  # fmt: skip

    def set_persons(self, persons: Sequence[UnknownPerson], mends: Mends) -> None:
        """Show the persons; with none there is nothing to offer."""
        self.setVisible(bool(persons))
        self.mends = mends
        self.kind = persons[0].entity if persons else ""
        self.list.blockSignals(True)
        self.list.clear()
        for person in persons:
            words = _("{name}（{count} 行）").format(name=mask_numbers(person.text), count=len(person.rows))
            item = QListWidgetItem(words, self.list)
            item.setData(_PERSON, person)
        self._show()

    def _show(self) -> None:
        made = self.kind in self.mends.make
        label = _(entity_named(self.kind).label) if self.kind else ""
        self.head.setText(_("库中没有这 {count} 名{label}").format(count=f"{self.list.count():,}", label=label))
        self.switch.setText(_("新建这些{label}").format(label=label))
        self.switch.setAccessibleName(self.switch.text())
        self.switch.setChecked(made)
        words = _("勾选的按表格里的姓名、证件号等新建，与这次导入一起撤销；不勾的，他们的行不导入。")
        self.told.setText(words if made else _("不新建时，他们的行会被拒绝。请先核对是不是姓名或证件号写错了。"))
        self.list.blockSignals(True)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        for n in range(self.list.count()):
            item = self.list.item(n)
            ticked = made and not set(item.data(_PERSON).rows) & self.mends.rows_out
            item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if made else flags)
            if made:
                item.setCheckState(_STATES[ticked])
            else:
                item.setData(Qt.ItemDataRole.CheckStateRole, None)
        self.list.blockSignals(False)

    def _switch(self, on: bool) -> None:
        """All of them are made, or none; nobody's row stays left out because of a tick."""
        mends = self.mends.with_persons(self.kind, made=on)
        for n in range(self.list.count()):
            for row in self.list.item(n).data(_PERSON).rows:
                mends = mends.with_row_in(row) if row in mends.rows_out else mends
        self._decide(mends)

    def _tick(self, item: QListWidgetItem) -> None:
        mends, on = self.mends, item.checkState() is Qt.CheckState.Checked
        for row in item.data(_PERSON).rows:
            mends = mends.with_row_in(row) if on else mends.with_row_out(row)
        self._decide(mends)

    def _decide(self, mends: Mends) -> None:
        self.mends = mends
        self._show()
        self.decided.emit(mends)


_STATES = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked}
