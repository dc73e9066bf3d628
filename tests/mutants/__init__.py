"""Small changes to the code, one at a time, that some test should notice; run by `make mutants`, never as part of the suite."""
