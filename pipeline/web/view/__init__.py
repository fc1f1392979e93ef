"""What the pages show, made of records: no request, no database, no markup.

figures    a figure as a row of the table and a mark in the text
projects   a project as a row of its table
marks      a report's text cut into pieces, each with what it is
outline    sections as a tree, footnotes both ways, findings with their sides
lines      charts over the years, as SVG without style
"""
