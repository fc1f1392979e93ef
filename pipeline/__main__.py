"""`python -m pipeline` is the `baocao` command."""

from pipeline.cli import main

main()
