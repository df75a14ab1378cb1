"""The joint judgement of the parties."""
