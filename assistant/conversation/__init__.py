"""What happens next: a message is read, the plan changed, the next move chosen, worded and stored."""
