"""Every act of the window as one QAction: menu, toolbar and shortcut are readings of it."""

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from models.words import _

Act = Callable[[], None]


class Actions:
    """The acts a person can start anywhere in the window; what they do is connected by the window."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self.create = self._action(_("新建"), "Ctrl+N")
        self.open = self._action(_("打开"), "F2")
        self.delete = self._action(_("删除"), "Del")
        self.refresh = self._action(_("刷新"), "F5")
        self.find = self._action(_("查找"), "Ctrl+F", "F3")
        self.select_all = self._action(_("全选"), "")
        self.bring = self._action(_("导入…"), "Ctrl+I")
        self.export = self._action(_("导出当前列表…"), "Ctrl+E")
        self.template = self._action(_("下载空白模板…"), "")
        self.leave = self._action(_("退出"), "Ctrl+Q")

    def _action(self, words: str, *keys: str) -> QAction:
        action = QAction(words, self._parent)
        action.setShortcuts([QKeySequence(key) for key in keys if key])
        shown = "、".join(key for key in keys if key)
        action.setToolTip(f"{words}  {shown}" if shown else words)
        return action
