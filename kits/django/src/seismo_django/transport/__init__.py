"""The one way out of the application: every item is scrubbed, accepted, sent, or kept for later."""
