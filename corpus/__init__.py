"""What a document is: types, text, numbers, places, frames, and the store. Imports nothing of ours."""
