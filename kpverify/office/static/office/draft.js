// @ts-check
/** The form of a draft, for those who fill it forty times a day. Without scripts all of it works, with more steps. */

import { startChecking } from "./draft/check.js";
import { startKeeping } from "./draft/keep.js";
import { startKeys } from "./draft/keys.js";
import { startLines } from "./draft/lines.js";
import { startParties } from "./draft/parties.js";
import { startSeals } from "./draft/seals.js";

const form = document.getElementById("draft");

if (form instanceof HTMLFormElement) {
  startLines(form);
  startSeals(form);
  startParties(form);
  startKeys(form);
  startChecking(form);
  startKeeping(form);
}
