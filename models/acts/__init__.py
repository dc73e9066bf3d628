"""What an office does, declared once: whom an act is for, what it asks, what it changes in every register it touches."""
