"""The program: window, command line, spreadsheets and paper."""
