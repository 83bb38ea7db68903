"""Document -> decisions and mentions. spaCy components and classifiers."""
