"""A written text as it is said: years, rulers, dates, measures and abbreviations in words, each tied to its place."""
