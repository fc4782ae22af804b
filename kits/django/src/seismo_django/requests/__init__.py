"""What the kit knows of a request, and how it tells it without a query."""
