"""What the bridge is: the rooms that words pass through, in order. No process is started here and no environment read."""
