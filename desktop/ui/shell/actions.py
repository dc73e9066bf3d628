"""Every act of the window as one QAction: menu, head, palette, key map and shortcut are readings of it."""

from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.screens import PAGES
from desktop.ui.kit import icons
from models.words import N_, _, listed

LISTS, WINDOW, GO, HERE = N_("列表与记录"), N_("窗口"), N_("去哪里"), N_("这一页")
FORMS, PAPER = N_("表单与导入"), N_("打印预览")
# what keys do that are no actions of the window: those of lists, forms, pages, and of what is seen before it is printed
_OTHERS = (
    (LISTS, N_("勾选，或取消勾选"), ("Space",)), (LISTS, N_("连续勾选到这一行"), ("Shift+Space",)),
    (LISTS, N_("全选"), ("Ctrl+A",)), (LISTS, N_("复制所选"), ("Ctrl+C",)),
    (LISTS, N_("打开，表单里到下一个字段"), ("Enter",)), (LISTS, N_("清除选择，返回列表，关闭"), ("Esc",)),
    (LISTS, N_("显示或收起详情"), ("Ctrl+\\",)), (FORMS, N_("保存"), ("Ctrl+S",)),
    (FORMS, N_("保存并下一条或新建，应用"), ("Ctrl+Enter",)), (FORMS, N_("照抄上一条的这一栏"), ("Ctrl+D",)),
    (FORMS, N_("照抄上一条，姓名、号码和保密的除外"), ("Ctrl+Shift+D",)),
    (FORMS, N_("固定这一栏，新建下一条时沿用"), ("Ctrl+Shift+S",)),
    (FORMS, N_("下一个问题"), ("F8",)), (FORMS, N_("上一条，下一条"), ("Ctrl+PgUp", "Ctrl+PgDn")),
    (FORMS, N_("打开日历或选项"), ("F4",)), (FORMS, N_("查找替换"), ("Ctrl+H",)),
    (GO, N_("导航里的第几项"), ("Alt+1…9",)), (GO, N_("页面左边的上一条，下一条"), ("Alt+Up", "Alt+Down")),
    (PAPER, N_("放大，缩小"), ("Ctrl++", "Ctrl+-")), (PAPER, N_("整页"), ("Ctrl+0",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """What a key does, for the key map."""

    group: str
    words: str
    keys: tuple[str, ...]


class Actions:
    """The acts a person can start anywhere in the window; what they do is connected by the window."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self.groups: dict[str, list[QAction]] = {LISTS: [], GO: [], WINDOW: []}
        self.create = self._action(LISTS, _("新建"), "add", "Ctrl+N")
        self.open = self._action(LISTS, _("打开"), "edit", "F2")
        self.delete = self._action(LISTS, _("删除"), "delete", "Del")
        self.find = self._action(LISTS, _("查找"), "search", "Ctrl+F", "F3")
        self.select_all = self._action(LISTS, _("全选"), "clipboard_task")
        self.refresh = self._action(LISTS, _("刷新"), "arrow_sync", "F5")
        self.bring = self._action(LISTS, _("导入…"), "arrow_import", "Ctrl+I")
        self.paste = self._action(LISTS, _("粘贴导入"), "arrow_import", "Ctrl+V")
        self.export = self._action(LISTS, _("导出当前列表…"), "arrow_export_ltr", "Ctrl+E")
        self.export_whole = self._action(LISTS, _("导出当前列表（完整号码）…"), "arrow_export_ltr")
        self.export_as = self._action(LISTS, _("按模板导出…"), "arrow_export_ltr")
        self.copy_whole = self._action(LISTS, _("复制所选（完整号码）…"), "copy")
        self.print = self._action(LISTS, _("打印…"), "print", "Ctrl+P")
        self.template = self._action(LISTS, _("下载空白模板…"), "arrow_download")
        self.files = self._action(LISTS, _("附件…"), "document")
        self.photos = self._action(LISTS, _("匹配照片…"), "contact_card")
        self.switch = self._action(LISTS, _("表格或页面"), "panel_left", "Ctrl+Shift+L")
        self.save_view = self._action(LISTS, _("把当前条件存为视图…"), "filter")
        self.palette = self._action(WINDOW, _("搜索与命令"), "search", "Ctrl+K")
        self.keymap = self._action(WINDOW, _("快捷键"), "keyboard", "F1")
        self.back = self._action(GO, _("返回上一处"), "arrow_left", "Alt+Left")
        self.pages = {
            page.key: self._action(GO, _(page.title), page.icon, page.keys)
            for page in PAGES
            if page.key not in ("import", "print")  # these two go there with what is seen
        }
        self.next_pane = self._action(WINDOW, _("下一个区域"), "panel_right", "F6")
        self.previous_pane = self._action(WINDOW, _("上一个区域"), "panel_left", "Shift+F6")
        self.backup = self._action(WINDOW, _("立即备份"), "database")
        self.leave = self._action(WINDOW, _("退出程序"), "arrow_exit", "Ctrl+Q")

    def _action(self, group: str, words: str, icon: str, *keys: str) -> QAction:
        action = QAction(icons.icon(icon), words, self._parent)
        action.setObjectName(icon)
        action.setShortcuts([QKeySequence(key) for key in keys if key])
        shown = listed(key for key in keys if key)
        action.setToolTip(f"{words}  {shown}" if shown else words)
        self._parent.addAction(action)
        self.groups[group].append(action)
        return action

    def take(self, group: str, action: QAction, icon: str) -> None:
        """Let an action made elsewhere be one of the window's."""
        action.setIcon(icons.icon(icon))
        action.setObjectName(icon)
        self._parent.addAction(action)
        self.groups[group].append(action)


def said(keys: QKeySequence) -> str:
    """What a key is called, on buttons and everywhere: Enter, as it stands on the keyboard, where Qt says Return."""
    return keys.toString().replace("Return", "Enter").replace("PgDown", "PgDn")


def keys_of(actions: Actions, widget: QWidget | None = None) -> list[Key]:
    """What every key does, and what the page that is seen adds through its own actions."""
    found = [
        Key(group, _plain(action), tuple(said(key) for key in action.shortcuts()))
        for group, listed in actions.groups.items()
        for action in listed
        if action.shortcuts()
    ]
    found += [Key(group, _(words), keys) for group, words, keys in _OTHERS]
    known = {key for each in found for key in each.keys}
    for action in widget.findChildren(QAction) if widget is not None else []:
        keys = tuple(said(key) for key in action.shortcuts())
        if keys and action.text() and not known.intersection(keys):
            found.append(Key(HERE, _plain(action), keys))
            known.update(keys)
    return found


def _plain(action: QAction) -> str:
    return action.text().removesuffix("…").replace("&", "")
