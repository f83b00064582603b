"""What is known of each activation."""
