"""Norwegian text, pure: tokens, numbers, dates, facts and intents. Knows words, not plans."""
