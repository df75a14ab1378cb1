"""``python -m tests.mutatie``: changes of the protocol files; ``python -m tests.mutatie code``: changes of the code."""

import sys

from . import bestand, code

if __name__ == "__main__":
    if sys.argv[1:2] == ["code"]:
        del sys.argv[1]
        sys.exit(code.main())
    sys.exit(bestand.main())
