"""A case of coaching from opening to end: stages, who is in charge, plan, milestones, watch."""
