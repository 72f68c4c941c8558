"""`python -m scraping_agent`, the same as the `scraping-agent` command."""

import sys

from scraping_agent.cli import main

sys.exit(main())
