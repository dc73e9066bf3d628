"""The form of a record, derived from its entity.

`form` is the page; under it `record_editor` reads, saves and deletes, `fields_editor` fills and judges rows of fields. What
is edited stands in `desktop.drafts`, how it is written in `desktop.operations`; neither knows Qt. Beside the page, each
for one thing: `autosave`, `conflict`, `draft_judge`, `duplicates`, `record_before`, `record_layers`, `table_cells`.
`editors`, `picker`, `cell` and `row` are what a person types into.
"""
