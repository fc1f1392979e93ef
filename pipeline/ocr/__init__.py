"""Recognition of printed pages: an image goes in, rows of words with boxes and certainty come out.

`prepare` straightens and cleans the image, `rulings` finds drawn lines, `tesseract` reads the words, `marks` the raised
footnote marks, `cells` and `digits` read again what is in doubt, `page` puts these in order. Coordinates are pixels of
the straightened page image; `pipeline.readers.scan` turns them into a page like any other.
"""
