"""Push by WebSub: the rules of the protocol, and the subscriptions at hubs."""
