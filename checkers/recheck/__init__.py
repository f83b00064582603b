"""The trusted core; it imports nothing of ours."""
