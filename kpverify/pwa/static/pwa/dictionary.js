export const DICTIONARY = new TextEncoder().encode("");
