"""Every act of the window as one QAction: menu, head, palette, key map and shortcut are readings of it."""

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.keys import ACTS, GO, HELP, HERE, LISTS, OPENED_WITH, OTHERS, WINDOW, Key, WindowAct
from desktop.screens.pages import PAGES
from desktop.ui.kit import icons
from desktop.ui.kit.overlay import EVERYWHERE
from models.words import _, listed


class Actions:
    """The acts a person can start anywhere in the window; what they do is connected by the window."""

    create: QAction
    open: QAction
    delete: QAction
    find: QAction
    select_all: QAction
    refresh: QAction
    bring: QAction
    paste: QAction
    export: QAction
    export_whole: QAction
    export_as: QAction
    copy_whole: QAction
    print: QAction
    template: QAction
    files: QAction
    photos: QAction
    switch: QAction
    save_view: QAction
    palette: QAction
    keymap: QAction
    back: QAction
    next_pane: QAction
    previous_pane: QAction
    backup: QAction
    lock: QAction
    leave: QAction
    help: QAction
    report: QAction
    log: QAction
    about: QAction

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self.groups: dict[str, list[QAction]] = {LISTS: [], GO: [], WINDOW: [], HELP: []}
        for name in type(self).__annotations__:
            setattr(self, name, self._action(ACTS[name]))
        self.help.setProperty(EVERYWHERE, True)
        self.pages = {
            page.key: self._action(WindowAct(GO, page.title, page.icon, (page.keys,) if page.keys else ()))
            for page in PAGES
            if page.key not in OPENED_WITH  # these go there with what is seen
        }

    def _action(self, act: WindowAct) -> QAction:
        action = QAction(icons.icon(act.icon), _(act.words), self._parent)
        action.setObjectName(act.icon)
        action.setShortcuts([QKeySequence(key) for key in act.keys])
        action.setToolTip(tip(action))
        self._parent.addAction(action)
        self.groups[act.group].append(action)
        return action

    def take(self, group: str, action: QAction, icon: str) -> None:
        """Let an action made elsewhere be one of the window's."""
        action.setIcon(icons.icon(icon))
        action.setObjectName(icon)
        self._parent.addAction(action)
        self.groups[group].append(action)


def tip(action: QAction) -> str:
    """What an action is called, with its keys."""
    keys = listed(said(key) for key in action.shortcuts())
    return f"{action.text()}  {keys}" if keys else action.text()


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
    found += [Key(key.group, _(key.words), key.keys) for key in OTHERS]
    known = {key for each in found for key in each.keys}
    for action in widget.findChildren(QAction) if widget is not None else []:
        keys = tuple(said(key) for key in action.shortcuts())
        if keys and action.text() and not known.intersection(keys):
            found.append(Key(HERE, _plain(action), keys))
            known.update(keys)
    return found


def _plain(action: QAction) -> str:
    return action.text().removesuffix("…").replace("&", "")
