"""Figures and the lists behind them: what reports count and print, as of a day."""
