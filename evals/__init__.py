"""The project's own evaluation: questions, utterances, goals and dialogues as data; metrics; thresholds. Not shipped."""
