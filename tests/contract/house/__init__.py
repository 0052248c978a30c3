"""The house rules that no linter knows, one module for each thing they are about."""
