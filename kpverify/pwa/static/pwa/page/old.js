// Only browsers without modules run this: they cannot run the page, and must say so.
document.getElementById("too-old").hidden = false;
