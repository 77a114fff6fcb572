"""Networks that others have trained: found, downloaded, and their features kept."""
