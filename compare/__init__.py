"""Documents in, links out."""
