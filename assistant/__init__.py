"""AMSTAK-assistenten: marketing planning in Norwegian, cited and computed."""
