"""What people decide about figures, projects and findings, and what it makes of a report.

    decision   the records: a place in the text, a figure, one entry of the log
    place      a place found again in a text that was read anew
    log        the log of a report folded: what holds for each figure now
    apply      `reviewed(report, log)`: the decisions over the extraction
    findings   the same for findings, projects for projects
    entry      the next entry of a log, or why there can be none
    doubt      which figure a person should look at first
    gold       a reviewed report as an annotation that the scorer reads
    typed      what a reviewer types, read by the grammar that reads reports

The log is only ever appended to; an undo is an entry too. Figures are known by where they stand (the document's hash,
the characters, the words around), never by a record's id, so that decisions hold when a report is read anew. Nothing
here touches a database, a file or a clock.
"""
