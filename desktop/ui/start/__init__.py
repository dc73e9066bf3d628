"""The page an empty program opens with: where to begin, what the school is called, where the data lies."""
