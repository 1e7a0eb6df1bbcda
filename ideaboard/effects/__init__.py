"""The second floor: hears facts, keeps its own copies, touches the world."""
