"""Laws of large numbers, expectations and closed forms of wide networks."""
