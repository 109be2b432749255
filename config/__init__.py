"""What can be set: read once at start, checked, frozen. The only reader of the environment is `settings`."""
