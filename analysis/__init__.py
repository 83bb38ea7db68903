"""Figures and pictures of what was coded."""
