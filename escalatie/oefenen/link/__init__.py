"""The pages behind the links with which who has no account takes part in a drill."""
