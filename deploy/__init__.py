"""What is needed to run it elsewhere: systemd units, licences, the bill of materials, the audit of dependencies."""
