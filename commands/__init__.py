"""The commands, by what they are about: one call of the workspace each, then print it."""
