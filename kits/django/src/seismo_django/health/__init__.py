"""What load balancers, probes and Prometheus ask: does it live, can it serve, what did it count."""
