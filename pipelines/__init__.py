"""When and how things run: jobs, schedules, sensors, settings and the command line."""
