"""What the processes of a project captured in DEBUG, shown to its developer at `/__seismo__/`."""
