"""Write, audit, publish: a build is made aside and replaces what people see by one rename."""
