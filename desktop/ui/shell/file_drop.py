"""What may be dropped on the window, under the name by which it is asked for from outside the program."""

from desktop.ui.kit.file_drop import workbooks

__all__ = ["workbooks"]
