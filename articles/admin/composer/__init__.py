"""The composer of front pages: what stands where at any minute, moved and placed on the page itself."""
