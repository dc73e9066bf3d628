"""Opens the manual where one is: over the window, or in a window of its own, at the topic of what has the keyboard."""

from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from desktop.manual import topics
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.help import Dialog, topic_at
from desktop.ui.shell.help_search import Index
from desktop.ui.shell.help_view import HelpLayer, HelpView, HelpWindow
from desktop.ui.shell.navigator import Navigator


class HelpDesk:
    """The manual of one window; what was searched through once is kept."""

    def __init__(self, place: AppContext, stage: Navigator) -> None:
        self._place, self._stage = place, stage
        self._index: Index | None = None
        self.layer: HelpLayer | None = None
        self.apart: HelpWindow | None = None

    def open(self, topic: str = "") -> HelpView:
        """Open a topic, or that of what has the keyboard; in the window of its own while there is one."""
        wanted = topic or self.topic_here()
        asking = QApplication.activeModalWidget()
        if isinstance(asking, Dialog):
            return self._beside(asking, wanted)
        if self.apart is not None and isValid(self.apart):
            self.apart.view.open(wanted)
            self.apart.raise_()
            self.apart.activateWindow()
            return self.apart.view
        if self.layer is None or not isValid(self.layer) or self.layer.isHidden():
            view = self._view()
            view.parted.connect(self._part)
            self.layer = HelpLayer(self._place.window, view)
            self.layer.open()
            view.setFocus()
        self.layer.view.open(wanted)
        return self.layer.view

    def _beside(self, asking: Dialog, topic: str) -> HelpView:
        """A window of its own that belongs to the dialog, which lets no other have the keyboard; it goes with the dialog."""
        apart = next((one for one in asking.findChildren(HelpWindow) if one.isVisible()), None)
        if apart is None:
            apart = HelpWindow(self._view(), asking)
            asking.finished.connect(apart.close)
            apart.show()
        apart.view.open(topic)
        apart.activateWindow()
        apart.view.setFocus()
        return apart.view

    def _view(self) -> HelpView:
        view = HelpView(self._place, self._index)
        view.indexed.connect(self._keep)
        return view

    def topic_here(self) -> str:
        """The topic of what has the keyboard, else of what is seen."""
        focused = QApplication.focusWidget()
        here = topic_at(focused) if focused is not None and focused.window() is self._place.window else ""
        return here or self._seen()

    def _seen(self) -> str:
        """What is seen is about: a form or a list about its register, a page about itself."""
        told = topic_at(self._stage.currentWidget())
        if told:
            return told
        entity, spot = self._stage.entity, self._stage.spot
        if entity is not None:
            return topics.of_entity(entity)
        return topics.of_page(spot.page) if spot is not None else ""

    def _keep(self, index: Index) -> None:
        self._index = index

    def _part(self, topic: str) -> None:
        """Go on in a window of its own, beside which one works."""
        if self.layer is not None and isValid(self.layer):
            self.layer.close_layer()
        view = self._view()
        self.apart = HelpWindow(view, self._place.window)
        view.open(topic)
        self.apart.show()
        view.setFocus()
