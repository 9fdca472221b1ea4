"""The commands of `amstak`, a file for each group. They read options, call the application, print; nothing else."""
