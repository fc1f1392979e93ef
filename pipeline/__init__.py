"""From a report's bytes to validated records, one stage to a file."""
