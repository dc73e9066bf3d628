"""What reads a workbook: run in a child process, never in the program itself."""
