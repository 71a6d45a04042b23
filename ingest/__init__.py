"""File in, document out."""
