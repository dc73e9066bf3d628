"""Widgets that exist once, and what every one of them needs: colours, tasks, settings, overlays; no entity has a name here."""
