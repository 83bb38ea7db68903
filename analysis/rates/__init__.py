"""Rates around a date: windows and exposure, comparison, sensitivity, monthly series, the events of policy."""
