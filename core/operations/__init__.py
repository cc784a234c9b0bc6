"""What runs behind the pages: jobs and their broker, health, metrics, the watchdog, backups."""
