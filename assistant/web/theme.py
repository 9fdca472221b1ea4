"""Gradio's theme, tied to the variables of style.css, where all looks are decided."""

import gradio as gr

_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]
_MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]

# Gradio's names for surfaces, lines and words, and ours.
_TIED = {
    "body_background_fill": "var(--ground)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--ink-soft)",
    "background_fill_primary": "var(--surface)",
    "background_fill_secondary": "var(--ground)",
    "block_background_fill": "transparent",
    "block_label_background_fill": "var(--surface)",
    "block_label_text_color": "var(--ink-soft)",
    "border_color_primary": "var(--line)",
    "border_color_accent": "var(--accent)",
    "color_accent": "var(--accent)",
    "color_accent_soft": "var(--accent-soft)",
    "link_text_color": "var(--accent)",
    "input_background_fill": "var(--surface)",
    "input_border_color": "var(--line-strong)",
    "input_border_color_focus": "var(--accent)",
    "input_placeholder_color": "var(--ink-soft)",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent-strong)",
    "button_primary_text_color": "var(--on-accent)",
    "button_secondary_background_fill": "var(--surface)",
    "button_secondary_background_fill_hover": "var(--accent-soft)",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_border_color": "var(--line-strong)",
}


def make_theme() -> gr.themes.Base:
    """Return the theme: system fonts, one accent, light and dark by the same variables."""
    theme = gr.themes.Base(font=_SANS, font_mono=_MONO, radius_size="lg")
    known = set(vars(theme))
    tied = {name: value for name, value in _TIED.items() if name in known}
    dark = {f"{name}_dark": value for name, value in tied.items() if f"{name}_dark" in known}
    return theme.set(**tied, **dark, block_border_width="0px", block_shadow="none", body_text_size="1rem")
