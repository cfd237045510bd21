export type {
  WebhookHeaders,
  SignatureScheme,
  ReportedChange,
  WebhookContent,
  EmployeePage,
  HydrateAnswer,
  HrisSource,
} from './hris/hris-source.js';
export type { UpsertCall, ListedLearner, LearnerPage, LearnerDirectory } from './lnd/learner-directory.js';
export type { LearnerDirectorySettings } from './lnd/learner-directory-settings.js';
export { learnerDirectory, LEARNER_DIRECTORY_NAMES } from './lnd/learner-directory-registry.js';
