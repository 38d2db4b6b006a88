"""Nothing is lost and nothing is doubled, whatever breaks: each test with a control that loses or doubles."""
