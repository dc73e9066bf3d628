"""What every key of the window does, and the acts of the window with their names, icons and keys: said once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.screens.pages import PAGES
from models.words import N_, _

LISTS, WINDOW, GO, HERE, HELP = N_("列表与记录"), N_("窗口"), N_("去哪里"), N_("这一页"), N_("帮助")
FORMS, PAPER = N_("表单与导入"), N_("打印预览")
OPENED_WITH = ("import", "print")  # pages that are opened with what is seen: acts of lists lead there


@dataclass(frozen=True, slots=True)
class WindowAct:
    """An act of the window: the group it is listed in, its words (marked for the catalogue), icon and keys."""

    group: str
    words: str
    icon: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """What a key does, for the key map."""

    group: str
    words: str
    keys: tuple[str, ...]


# in the order of the palette; `undo` and `redo` say besides what they would take back
ACTS: Mapping[str, WindowAct] = {
    "create": WindowAct(LISTS, N_("新建"), "add", ("Ctrl+N",)),
    "open": WindowAct(LISTS, N_("打开"), "edit", ("F2",)),
    "delete": WindowAct(LISTS, N_("删除"), "delete", ("Del",)),
    "find": WindowAct(LISTS, N_("查找"), "search", ("Ctrl+F", "F3")),
    "select_all": WindowAct(LISTS, N_("全选"), "clipboard_task"),
    "refresh": WindowAct(LISTS, N_("刷新"), "arrow_sync", ("F5",)),
    "bring": WindowAct(LISTS, N_("导入…"), "arrow_import", ("Ctrl+I",)),
    "paste": WindowAct(LISTS, N_("粘贴导入"), "arrow_import", ("Ctrl+V",)),
    "export": WindowAct(LISTS, N_("导出当前列表…"), "arrow_export_ltr", ("Ctrl+E",)),
    "export_whole": WindowAct(LISTS, N_("导出当前列表（完整号码）…"), "arrow_export_ltr"),
    "export_as": WindowAct(LISTS, N_("按模板导出…"), "arrow_export_ltr"),
    "copy_whole": WindowAct(LISTS, N_("复制所选（完整号码）…"), "copy"),
    "print": WindowAct(LISTS, N_("打印…"), "print", ("Ctrl+P",)),
    "template": WindowAct(LISTS, N_("下载空白模板…"), "arrow_download"),
    "files": WindowAct(LISTS, N_("附件…"), "document"),
    "photos": WindowAct(LISTS, N_("匹配照片…"), "contact_card"),
    "switch": WindowAct(LISTS, N_("表格或页面"), "panel_left", ("Ctrl+Shift+L",)),
    "save_view": WindowAct(LISTS, N_("把当前条件存为视图…"), "filter"),
    "palette": WindowAct(WINDOW, N_("搜索与命令"), "search", ("Ctrl+K",)),
    "keymap": WindowAct(WINDOW, N_("快捷键"), "keyboard", ("Shift+F1",)),
    "back": WindowAct(GO, N_("返回上一处"), "arrow_left", ("Alt+Left",)),
    "next_pane": WindowAct(WINDOW, N_("下一个区域"), "panel_right", ("F6",)),
    "previous_pane": WindowAct(WINDOW, N_("上一个区域"), "panel_left", ("Shift+F6",)),
    "backup": WindowAct(WINDOW, N_("立即备份"), "database"),
    "lock": WindowAct(WINDOW, N_("锁屏，换人登录"), "lock_closed", ("Ctrl+Alt+L",)),
    "leave": WindowAct(WINDOW, N_("退出程序"), "arrow_exit", ("Ctrl+Q",)),
    "help": WindowAct(HELP, N_("帮助手册"), "question_circle", ("F1",)),
    "report": WindowAct(HELP, N_("错误报告…"), "clipboard_task"),
    "log": WindowAct(HELP, N_("打开日志文件夹"), "folder_open"),
    "about": WindowAct(HELP, N_("关于双元"), "info"),
    "undo": WindowAct(LISTS, N_("撤销"), "arrow_undo", ("Ctrl+Z",)),
    "redo": WindowAct(LISTS, N_("重做"), "arrow_redo", ("Ctrl+Y", "Ctrl+Shift+Z")),
}
# what keys do that are no acts of the window: those of lists, forms, pages, and of what is seen before it is printed
OTHERS = (
    Key(LISTS, N_("勾选，或取消勾选"), ("Space",)),
    Key(LISTS, N_("连续勾选到这一行"), ("Shift+Space",)),
    Key(LISTS, N_("全选"), ("Ctrl+A",)),
    Key(LISTS, N_("复制所选"), ("Ctrl+C",)),
    Key(LISTS, N_("打开，表单里到下一个字段"), ("Enter",)),
    Key(LISTS, N_("清除选择，返回列表，关闭"), ("Esc",)),
    Key(LISTS, N_("显示或收起详情"), ("Ctrl+\\",)),
    Key(FORMS, N_("保存"), ("Ctrl+S",)),
    Key(FORMS, N_("保存并下一条或新建，应用"), ("Ctrl+Enter",)),
    Key(FORMS, N_("照抄上一条的这一栏"), ("Ctrl+D",)),
    Key(FORMS, N_("照抄上一条，姓名、号码和保密的除外"), ("Ctrl+Shift+D",)),
    Key(FORMS, N_("固定这一栏，新建下一条时沿用"), ("Ctrl+Shift+S",)),
    Key(FORMS, N_("下一个问题"), ("F8",)),
    Key(FORMS, N_("上一条，下一条"), ("Ctrl+PgUp", "Ctrl+PgDn")),
    Key(FORMS, N_("打开日历或选项"), ("F4",)),
    Key(FORMS, N_("查找替换"), ("Ctrl+H",)),
    Key(GO, N_("导航里的第几项"), ("Alt+1…9",)),
    Key(GO, N_("页面左边的上一条，下一条"), ("Alt+Up", "Alt+Down")),
    Key(PAPER, N_("放大，缩小"), ("Ctrl++", "Ctrl+-")),
    Key(PAPER, N_("整页"), ("Ctrl+0",)),
)


def keys() -> Iterator[Key]:
    """What every key does, whatever page is seen, in the language in use."""
    for act in ACTS.values():
        if act.keys:
            yield Key(act.group, _(act.words).removesuffix("…"), act.keys)
    for page in PAGES:
        if page.keys and page.key not in OPENED_WITH:
            yield Key(GO, _(page.title), (page.keys,))
    for key in OTHERS:
        yield Key(key.group, _(key.words), key.keys)
