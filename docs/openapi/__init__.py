"""What each service says of its calls, as files: the pages' types are made from them, and readers find them here."""
