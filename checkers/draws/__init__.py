"""Random draws, and the compiled loops that make them."""
