"""Slack, by an incoming webhook: one channel that hears which rooms there are."""
