"""Figures and the lists behind them: what reports count and print, as of a day."""

from sqlalchemy import Connection

__all__ = ["Connection"]  # what figures are read from; desktop names it without knowing SQL
