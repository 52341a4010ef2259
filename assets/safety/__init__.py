"""What a person must look at the same day: apart from every stage, restricted, and held up by nothing."""
