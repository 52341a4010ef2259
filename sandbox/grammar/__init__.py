"""The texts of the simulated ads: pools of phrases in three languages, read from the YAML files of this folder."""
