"""Networks as formal expressions, and displays of Taylor's formula."""
