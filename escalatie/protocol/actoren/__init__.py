"""Who takes part and what each does per step: pages made of the rules that name a role, nothing written twice (R42)."""
