"""What visitors write about an error: taken without a login, kept, forwarded, mailed."""
