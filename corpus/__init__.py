"""What is known: records, codebook, labelled examples and the store. Imports none of our other folders."""

from corpus.opened import OpenWorkspace, open_workspace

__all__ = ["OpenWorkspace", "open_workspace"]
