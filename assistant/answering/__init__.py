"""From sections to an answer one can check: prompt, model, quotes. Knows nothing of how the sections were found."""
