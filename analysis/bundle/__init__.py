"""A bundle: a table with the figures computed from it, packed so that anybody can compute them again, offline."""
