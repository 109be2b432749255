"""Asks a language model what else was said, where one is set up; what it answers is believed only where it can be checked.

Turns are cut into windows (`windows`), put into a request (`prompt`), sent to any server that speaks OpenAI's chat
completions (`ask`), and what comes back is held against the turns (`checked`); `extract` is the whole way.
"""
