"""Paragraphs from lines: `pages` where the input has boxes, `flow` where it has none."""
