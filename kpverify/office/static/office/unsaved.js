// @ts-check
/** On the list: hand in what this officer's pages left in the browser, so that it is offered. */

import { handIn } from "./draft/keep.js";
import { Sealed } from "./draft/sealed.js";
import { Server } from "./draft/server.js";

const place = document.getElementById("unsaved");

if (place) {
  const { officer = "", keeper = "", keep = "" } = place.dataset;
  void handIn(new Sealed(officer, keeper), new Server(keep, officer), "").then((many) => many && location.reload());
}
