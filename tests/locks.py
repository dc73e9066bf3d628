"""What trials of locked files share."""

from models.database import key_files


def forget():
    """As if the program had ended: nothing is unlocked, and no slots are known."""
    key_files.forget()
    key_files._seen.clear()
    key_files._id_of.cache_clear()
