"""The language of statements: formulas and definitions as trees, domains, records."""
