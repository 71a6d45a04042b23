"""Words in, passages out."""
