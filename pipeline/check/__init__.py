"""Contradictions within one report: relations between its figures, tried on every value that the printed digits
allow."""
