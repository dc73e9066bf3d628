"""The acts of the program, one function each: window and command line call these, and only ask and show themselves."""
