"""What stands in the slots of a text: phones, prices, ages, ways to reach somebody, decoys - each with its truth."""
