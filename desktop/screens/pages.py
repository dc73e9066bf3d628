"""The pages that are not the list of an entity."""

from dataclasses import dataclass

from models.words import N_


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is not the list of an entity; `place` is top or foot of the navigation, or '' beside it.

    `of` is the table whose place in the navigation it is part of.
    """

    key: str
    title: str
    icon: str
    place: str
    keys: str = ""
    of: str = ""


PAGES = (
    Page("home", N_("首页"), "home", "top", "Alt+Home"),
    Page("problems", N_("待处理"), "clipboard_task", "top"),
    Page("changes", N_("变更记录"), "history", ""),
    Page("seats", N_("考场座位"), "table", "", of="exam_session"),
    Page("print", N_("打印中心"), "print", "foot", "Ctrl+P"),
    Page("import", N_("导入"), "arrow_swap", "foot", "Ctrl+I"),
    Page("settings", N_("设置"), "settings", "foot", "Ctrl+,"),
)


def page_named(key: str) -> Page:
    """The page of a key; raises KeyError."""
    return {page.key: page for page in PAGES}[key]
