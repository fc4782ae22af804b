"""What a visitor sees when something went wrong: pages that cannot fail, and the same as problem+json."""
