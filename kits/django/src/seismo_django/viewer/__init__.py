"""What a process in DEBUG captured, shown to its developer at `/__seismo__/`."""
