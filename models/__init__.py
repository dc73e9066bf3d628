"""What is true without a screen, without paper and without a spreadsheet."""
