"""Kvita: the cabinet of residents of apartment houses, with the back-office of their housing company."""
