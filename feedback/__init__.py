"""Feedback: children, young people and parents tell a council's children's services what they think."""
