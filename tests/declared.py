"""The arguments of the command line declared once for all calls in a process: the program declares them once, and is called once."""

from models.words import _


def once(declared):
    """A function in the place of `desktop.cli.parser`, which is given, that keeps what it gave for each language."""
    known = {}

    def parser(*, verbs=True):
        asked = _("数据库文件"), verbs
        if asked not in known:
            known[asked] = declared(verbs=verbs)
        return known[asked]

    return parser
