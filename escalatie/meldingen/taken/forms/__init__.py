"""What is asked when a task is done."""
