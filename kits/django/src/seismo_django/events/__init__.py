"""What happens to an error between its capture and the transport: ignored, grouped, bound."""
