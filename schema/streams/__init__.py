"""Operations whose answers go on: over a WebSocket, or as server-sent events."""
