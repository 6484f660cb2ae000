"""Random writes by several processes, after which kept numbers must be true."""
