"""Who works in a file and what each may do there: rights, roles, the person who signed in, and what a person's own classes are."""
