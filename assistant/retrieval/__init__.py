"""Finding the sections that answer: lexical and dense search, fused; and when to say that nothing does."""
