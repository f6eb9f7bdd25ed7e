"""Guides out of documents: `read("soup.md")`."""

from comenius.guides.read.document import read, read_bytes

__all__ = ["read", "read_bytes"]
