"""Legacy encodings and damaged text, read for what was meant: a reading beside the text, never a change of it.

`mend` gives, for a text, a string of the same length that stages match on in its place, so that every offset into one
is an offset into the other, and the places where a space was lost. Syllables (is this Vietnamese?) decide everything;
nothing here knows a digit, a unit or a report's content.
"""

from pipeline.repair.detect import shown_encoding
from pipeline.repair.mending import Mended, mend
from pipeline.repair.syllables import is_syllable
from pipeline.repair.wellformed import Quality, is_readable, quality, wellformed

__all__ = ["Mended", "Quality", "is_readable", "is_syllable", "mend", "quality", "shown_encoding", "wellformed"]
