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

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self.groups: dict[str, list[QAction]] = {LISTS: [], GO: [], WINDOW: [], HELP: []}
        self.create = self._declared("create")
        self.open = self._declared("open")
        self.delete = self._declared("delete")
        self.find = self._declared("find")
        self.select_all = self._declared("select_all")
        self.refresh = self._declared("refresh")
        self.bring = self._declared("bring")
        self.paste = self._declared("paste")
        self.export = self._declared("export")
        self.export_whole = self._declared("export_whole")
        self.export_as = self._declared("export_as")
        self.copy_whole = self._declared("copy_whole")
        self.print = self._declared("print")
        self.template = self._declared("template")
        self.files = self._declared("files")
        self.photos = self._declared("photos")
        self.switch = self._declared("switch")
        self.save_view = self._declared("save_view")
        self.palette = self._declared("palette")
        self.keymap = self._declared("keymap")
        self.back = self._declared("back")
        self.pages = {
            page.key: self._action(WindowAct(GO, page.title, page.icon, (page.keys,) if page.keys else ()))
            for page in PAGES
            if page.key not in OPENED_WITH  # these go there with what is seen
        }
        self.next_pane = self._declared("next_pane")
        self.previous_pane = self._declared("previous_pane")
        self.backup = self._declared("backup")
        self.lock = self._declared("lock")
        self.leave = self._declared("leave")
        self.help = self._declared("help")
        self.help.setProperty(EVERYWHERE, True)
        self.report = self._declared("report")
        self.log = self._declared("log")
        self.about = self._declared("about")

    def _declared(self, name: str) -> QAction:
        return self._action(ACTS[name])

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
