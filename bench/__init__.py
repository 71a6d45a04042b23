"""Measurements: speed and quality, each a module to run (`python -m bench.ingest`)."""
