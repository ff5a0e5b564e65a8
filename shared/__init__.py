"""What every service stands on: the kernel, the published contracts, the ports and the flows between them."""
