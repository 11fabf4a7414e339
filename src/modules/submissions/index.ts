import { SubmissionRow } from "./submission-row.entity.js";
import { Submission } from "./submission.entity.js";
import { SubmissionResolver } from "./submission.resolver.js";

export const submissionsModule = {
  entities: [Submission, SubmissionRow],
  packages: [],
  resolvers: [SubmissionResolver],
};
