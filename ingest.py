"""Articles → database → index. The same as `amstak ingest`."""

import sys

from assistant.cli import main

if __name__ == "__main__":
    main(["ingest", *sys.argv[1:]])
