"""The sample school: a synthetic city whose figures are those of the specification (§5.2)."""

from desktop.demo.city import make_sample
from desktop.demo.figures import Figures
from desktop.demo.workbooks import DefectiveWorkbook, write_defective_workbooks, write_mixed_workbook

__all__ = ["DefectiveWorkbook", "Figures", "make_sample", "write_defective_workbooks", "write_mixed_workbook"]
