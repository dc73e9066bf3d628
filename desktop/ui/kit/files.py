"""Which file or folder: every dialog that asks for one, and the right ending for what is saved."""

import sys
from pathlib import Path

from PySide6.QtCore import QFileInfo, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QFileDialog, QFileIconProvider, QWidget

from desktop.ui.kit.dialogs import agreed
from desktop.ui.kit.settings import Settings
from models.words import N_, _

KINDS = {".xlsx": N_("工作簿"), ".csv": N_("CSV 文本"), ".pdf": N_("PDF 文件"), ".txt": N_("纯文本")}
_FORBIDDEN = str.maketrans('\\/:*?"<>|', "_________")
_Usual = QFileIconProvider.IconType


class Outside(QFileIconProvider):
    """Tells files apart by their names alone.

    The usual one looks into each file for its kind. On Linux a file that this program opens and closes loses every lock
    it holds on it: with the folder of the database in view, another program would then take its log away.
    """

    def __init__(self) -> None:
        super().__init__()
        self._folder, self._file = super().icon(_Usual.Folder), super().icon(_Usual.File)

    def icon(self, asked: QFileInfo | QFileIconProvider.IconType) -> QIcon:
        """A folder or a file."""
        if isinstance(asked, QFileInfo):
            return self._folder if asked.isDir() else self._file
        return super().icon(asked)

    def type(self, info: QFileInfo) -> str:
        """The ending."""
        return _("文件夹") if info.isDir() else info.suffix().upper()


class _LastFolders:
    """Where a person chose last, for each kind of question; at first among the documents."""

    settings: Settings | None = None

    @classmethod
    def of(cls, kind: str) -> str:
        """Where a dialog begins that was not told; not in a folder that is no more, as on a stick pulled out."""
        last = cls.settings.get(f"folder.{kind}", "") if cls.settings is not None else ""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return last if last and Path(last).is_dir() else documents

    @classmethod
    def keep(cls, kind: str, folder: str) -> None:
        """Begin there the next time."""
        if cls.settings is not None:
            cls.settings.put(f"folder.{kind}", folder)


def remember_in(settings: Settings | None) -> None:
    """Keep the folders chosen last from now on in these settings; None forgets them with the program."""
    _LastFolders.settings = settings


def dialog(parent: QWidget, title: str, folder: Path | None = None, kind: str = "open") -> QFileDialog:
    """A dialog that never opens the files it lists; on Linux that of the desktop might, so it is our own.

    Without a `folder` it begins where something of this kind (open, save) was chosen last.
    """
    made = QFileDialog(parent, title, _nearest(Path(_LastFolders.of(kind)) if folder is None else folder))
    if folder is None:
        made.accepted.connect(lambda: _LastFolders.keep(kind, made.directory().absolutePath()))
    made.setOption(QFileDialog.Option.DontUseNativeDialog, sys.platform == "linux")
    made.outside = Outside()  # type: ignore[attr-defined] # the dialog does not keep it alive
    made.setIconProvider(made.outside)  # type: ignore[attr-defined] # see above
    return made


def _nearest(folder: Path) -> str:
    """A folder, or the nearest above it that is there: of one that is not the dialog would make the name of a file."""
    return str(next((one for one in (folder, *folder.parents) if one.is_dir()), folder))


def _asked(made: QFileDialog) -> list[str]:
    """What is chosen in it; nothing when a person thinks better of it."""
    return made.selectedFiles() if agreed(made) else []


def save_as(parent: QWidget, title: str, name: str, endings: tuple[str, ...]) -> Path | None:
    """Ask for a target; None when nothing was chosen."""
    made = dialog(parent, title, kind="save")
    made.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    made.setNameFilters([f"{_(KINDS[ending])} (*{ending})" for ending in endings])
    made.selectFile(name.translate(_FORBIDDEN) + endings[0])
    chosen = _asked(made)
    if not chosen:
        return None
    path = Path(chosen[0])
    wanted = next((ending for ending in endings if f"*{ending}" in made.selectedNameFilter()), endings[0])
    return path if path.suffix.lower() in endings else path.with_name(path.name + wanted)


def files_to_open(parent: QWidget, title: str, kinds: str) -> list[Path]:
    """Ask for files of `kinds` ("words (*.a *.b)"); none when nothing was chosen."""
    made = dialog(parent, title)
    made.setFileMode(QFileDialog.FileMode.ExistingFiles)
    made.setNameFilter(kinds)
    return [Path(name) for name in _asked(made)]


def file_to_open(parent: QWidget, title: str, kinds: str, folder: Path) -> Path | None:
    """Ask for one file, beginning in a folder; None when nothing was chosen."""
    made = dialog(parent, title, folder)
    made.setFileMode(QFileDialog.FileMode.ExistingFile)
    made.setNameFilter(kinds)
    return next((Path(name) for name in _asked(made)), None)


def backup_to_open(parent: QWidget, folder: Path) -> Path | None:
    """Ask for a backup of a database, beginning in a folder; None when nothing was chosen."""
    return file_to_open(parent, _("选择备份文件"), _("双元的备份 (*.db);;全部文件 (*)"), folder)


def folder_to_use(parent: QWidget, title: str, folder: Path | None = None) -> Path | None:
    """Ask for a folder; None when nothing was chosen."""
    made = dialog(parent, title, folder)
    made.setFileMode(QFileDialog.FileMode.Directory)
    made.setOption(QFileDialog.Option.ShowDirsOnly)
    return next((Path(name) for name in _asked(made)), None)


def open_folder(folder: Path) -> bool:
    """Show a folder in the file manager; whether there is one. What is no folder is not opened, whatever it is."""
    return folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
