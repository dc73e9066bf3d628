"""One record looked at: the pane beside a list, and the pages composed by hand."""
