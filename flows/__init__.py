"""Prefect and the command line: order, retries, progress. No knowledge."""
