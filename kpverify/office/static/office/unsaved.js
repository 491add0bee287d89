// @ts-check
/** On the list: hand in what this officer's pages left in the browser, so that it is offered. */

import { handIn } from "./draft/keep.js";
import { Sealed } from "./draft/sealed.js";
import { Server } from "./draft/server.js";

const place = document.getElementById("unsaved");
let isLeaving = false;

if (place) {
  const { officer = "", keeper = "", keep = "" } = place.dataset;
  // Loading again would take the page somebody just asked for out of their hands.
  for (const what of ["click", "submit"]) document.addEventListener(what, () => (isLeaving = true));
  void handIn(new Sealed(officer, keeper), new Server(keep, officer), "").then((many) => {
    if (many && !isLeaving) location.reload();
  });
}
