"""Offline mode: one provider that stands in for every cloud, so that the real engine plans and applies anywhere."""
