"""The table in other programs' formats, names of private people replaced."""
