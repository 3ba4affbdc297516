"""What the templates of the cabinet print: facts of the selectors in the words and order of a page. No rules here."""
