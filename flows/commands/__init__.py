"""Commands that put questions to the analysis table: one a file, each registers itself with the application."""
