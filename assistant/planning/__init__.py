"""The domain: AMSTAK, the four dimensions, RIKE, goals and their arithmetic. Pure; returns codes, never sentences."""
