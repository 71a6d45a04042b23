"""The interface for programs: `/api/v1`, described by OpenAPI 3.1.

One table of operations (`operations.OPERATIONS`) is the source of everything: what is
answered, how arguments are read, and the description that programs and people read.
"""
