"""How well each stage does against the sandbox's truth; the only code that reads both. One file a stage measured."""
