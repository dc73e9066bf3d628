"""Rules about records that are kept: what is doubtful, missing, or against a regulation."""
