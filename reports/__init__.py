"""How it is told: verdicts as words, pages and plots; nothing is decided here."""
