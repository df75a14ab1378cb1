"""What someone has to do: worklist, dashboard, lists, workbench."""
