"""Letting somebody be the auditor, making his mark, and how far a file is audited: what the window and the command do alike."""

from desktop.operations.locking import check_passphrase
from models.database import auditor
from models.database.auditor import Standing
from models.database.database import Database
from models.words import _


def appoint(database: Database, name: str, passphrase: str, again: str) -> str:
    """Let somebody be the auditor from now on, with a first mark; what is said. Raises Unfit and what auditor.appoint raises."""
    check_passphrase(passphrase, again, name)
    noted = auditor.appoint(database, name, passphrase)
    with database.reading() as connection:
        digits = auditor.standing(connection).fingerprint
    words = _("{name} 是审计人，已签封到记录 {noted}；请他记下这个记录号和钥匙指纹 {digits}")
    return words.format(name=name.strip(), noted=noted, digits=digits)


def mark(database: Database, passphrase: str) -> str:
    """Make the auditor's mark behind all that is written; what is said. Raises as auditor.mark does."""
    noted = auditor.mark(database, passphrase)
    return _("已签封到记录 {noted}；请审计人记下这个记录号，以后凭它核对").format(noted=noted)


def words_of(standing: Standing) -> str:
    """How far a file is audited, in a sentence or two."""
    if not standing.auditor:
        return _("没有设审计人。")
    whose = _("审计人 {name}，钥匙指纹 {digits}。").format(name=standing.auditor, digits=standing.fingerprint)
    if standing.last is None:
        return whose + _("还没有签封。")
    words = _("最近一次签封：{day}，到第 {act} 步；以后又有 {count} 步没有签封。")
    day = f"{standing.last.time.astimezone():%Y-%m-%d %H:%M}"
    told = whose + words.format(day=day, act=standing.last.act, count=standing.since)
    if standing.last.fingerprint != standing.fingerprint:
        told += _("那一次是另一把钥匙签的（{digits}）。").format(digits=standing.last.fingerprint)
    return told
