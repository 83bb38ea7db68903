"""Bytes -> Document. One format a file; `reading.read_file` walks containers and returns a ledger line for each file."""
