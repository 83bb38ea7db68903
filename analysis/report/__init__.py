"""The report: one self-contained page that says what the documents state, each figure with its rows and words."""
