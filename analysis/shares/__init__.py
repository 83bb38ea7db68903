"""Shares of reasons among decisions, corrected for error, with bounds; reasons together; samples to check."""
