"""Reports: paper as data, and the renderers that put it on a page, into a workbook or into plain text."""
