import type { Database } from "../database/statement.js";
import { glanceAt, listRivals } from "../modules/observations/rival.queries.js";
import { partialDate } from "../time/partial-date.js";
import { overlaps } from "../time/span.js";
import type { Candidate, Doubt, StoredRival } from "./candidate.js";
