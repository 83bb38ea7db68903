"""Bytes -> Document. One format a file; `reading` walks containers and gives each file its line of the ledger."""
