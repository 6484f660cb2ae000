"""What an export of articles takes: time, the processor, memory."""
