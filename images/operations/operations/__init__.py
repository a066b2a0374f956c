"""What keeps a system alive: jobs by a table, backups of databases and files, drills, and a few exporters."""
