"""What leaves a build for others' tools: one file a format, each with `write(package, folder)`."""
