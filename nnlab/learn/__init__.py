"""What a learner answers: Questions with their evidence, and the checks of exercises."""
