"""The project's own evaluation: questions, utterances, goals, dialogues as data; metrics; thresholds. Not shipped."""
