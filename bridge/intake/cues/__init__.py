"""The words by which `kind` tells what a contribution is: word lists and patterns, and nothing that decides."""
