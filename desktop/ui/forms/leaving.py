"""What to do with changes that are not saved when a form is left."""

import enum

from PySide6.QtWidgets import QMessageBox, QWidget

from models.words import _


class Leaving(enum.Enum):
    """The three ways out."""

    SAVE = "save"
    DISCARD = "discard"
    STAY = "stay"


def ask(parent: QWidget, name: str, count: int) -> Leaving:
    """Ask the person; closing the question means staying."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(_("未保存的修改"))
    box.setText(_("{name}有 {count} 处修改还没有保存，要保存吗？").format(name=name, count=count))
    stay = box.addButton(_("继续编辑"), QMessageBox.ButtonRole.RejectRole)
    discard = box.addButton(_("放弃修改"), QMessageBox.ButtonRole.DestructiveRole)
    save = box.addButton(_("保存"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(save)
    box.setEscapeButton(stay)
    box.exec()
    clicked = box.clickedButton()
    return Leaving.SAVE if clicked is save else Leaving.DISCARD if clicked is discard else Leaving.STAY
