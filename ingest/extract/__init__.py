"""One module per format, gathered in EXTRACTORS."""
