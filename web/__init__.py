"""One core call per view, then render."""
