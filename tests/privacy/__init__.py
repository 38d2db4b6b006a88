"""What children are told about traces, links and order, held by tests with a control beside each."""
