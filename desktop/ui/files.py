"""Where to put a file: the person's choice with the right ending."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from models.words import N_, _

KINDS = {".xlsx": N_("工作簿"), ".csv": N_("CSV 文本"), ".pdf": N_("PDF 文件"), ".txt": N_("纯文本")}
_FORBIDDEN = str.maketrans('\\/:*?"<>|', "_________")


def save_as(parent: QWidget, title: str, name: str, endings: tuple[str, ...]) -> Path | None:
    """Ask for a target; None when nothing was chosen."""
    kinds = ";;".join(f"{_(KINDS[ending])} (*{ending})" for ending in endings)
    chosen, kind = QFileDialog.getSaveFileName(parent, title, name.translate(_FORBIDDEN) + endings[0], kinds)
    if not chosen:
        return None
    path = Path(chosen)
    wanted = next((ending for ending in endings if f"*{ending}" in kind), endings[0])
    return path if path.suffix.lower() in endings else path.with_name(path.name + wanted)
