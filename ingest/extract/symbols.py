"""Characters of symbol fonts in, the characters they show out.

Bullets are mostly set in Symbol or Wingdings, whose shapes lie on code points
of a private area (F000 and up) that no other font can show.
"""

from __future__ import annotations

_PRIVATE = {
    0xF020: " ", 0xF02A: "*", 0xF02B: "+", 0xF02D: "-", 0xF06C: "●", 0xF06D: "○", 0xF06E: "■",
    0xF06F: "□", 0xF070: "□", 0xF071: "□", 0xF072: "□", 0xF075: "◆", 0xF076: "❖", 0xF077: "◆",
    0xF0A3: "≤", 0xF0A5: "∞", 0xF0B3: "≥", 0xF0B4: "×", 0xF0B8: "÷", 0xF0B9: "≠", 0xF0BB: "≈",
    0xF09F: "•", 0xF0A7: "▪", 0xF0A8: "◻", 0xF0AE: "→", 0xF0B0: "°", 0xF0B1: "±", 0xF0B7: "•",
    0xF0D8: "➢", 0xF0DE: "⇒", 0xF0E0: "→", 0xF0E8: "➔", 0xF0F0: "⇒", 0xF0FB: "✗", 0xF0FC: "✓",
    0xF0FE: "☑",
}  # fmt: skip
_TABLE = {**_PRIVATE, 0xB7: "•", 0xA7: "▪"}


def shown(text: str) -> str:
    """The text with private characters as they look."""
    return text.translate(_PRIVATE) if max(text, default="") >= "\uf000" else text


def bullet(text: str) -> str:
    """A bullet: there a bare "·" or "§" is one of a symbol font's, and "o" a ring."""
    text = text.strip()
    return "◦" if text == "o" else text.translate(_TABLE)


def symbol(code: int) -> str:
    """One character by its place in a symbol font."""
    return shown(chr(code if code >= 0xF000 else 0xF000 + code % 0x100))
