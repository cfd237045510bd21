export { judgeDelivery } from './delivery/judge-delivery.js';
export type { DeliveryRules } from './delivery/judge-delivery.js';
export type { ChangeRules } from './delivery/judge-change.js';
export type { IngestViolation, JudgedChange, ReasonCode, Refusal, VerifiedDelivery } from './delivery/judged-change.js';
export type {
  WebhookHeaders,
  SignatureScheme,
  ReportedChange,
  MalformedChange,
  WebhookContent,
  EmployeePage,
  HydrateAnswer,
  HrisSource,
} from './hris/hris-source.js';
export { hrisSource } from './hris/hris-registry.js';
export type { HrisSettings } from './hris/hris-settings.js';
export { verifySignature, SIGNATURE_TOLERANCE_MS } from './hris/verify-signature.js';
export type { SignatureVerdict, ReceivedWebhook } from './hris/verify-signature.js';
export { STANDARD_WEBHOOKS } from './hris/standard-webhooks.js';
export type { UpsertCall, ListedLearner, LearnerPage, LearnerDirectory } from './lnd/learner-directory.js';
export type { LearnerDirectorySettings } from './lnd/learner-directory-settings.js';
export { learnerDirectory, LEARNER_DIRECTORY_NAMES } from './lnd/learner-directory-registry.js';
export { createLogChannel } from './notify/log/log-channel.js';
export type { NotificationChannel, NotificationMessage } from './notify/notification-channel.js';
export { createSlackChannel } from './notify/slack/slack-channel.js';
export type { SlackChannelSettings } from './notify/slack/slack-channel.js';
