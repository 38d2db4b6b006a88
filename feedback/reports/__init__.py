"""Reports: figures out of the service, on paper and in files."""
