import { homedir } from 'node:os';
import type { DockerVerdict } from '../servers.js';
import { askEngine, engineCandidates, engineConnection, type EngineAnswer } from './engine.js';
import { images } from './images.js';

/** The effects, so that every verdict can be tested without an engine. */
export interface EngineQuestions {
  readonly candidates: readonly string[];
  readonly ask: (address: string, path: string, deadlineMs: number) => Promise<EngineAnswer | null>;
}

/** A verdict with the address of the engine it is about. */
export interface EngineVerdict extends DockerVerdict {
  readonly address: string | null;
}

const pingDeadlineMs = 1_500;
/** An engine that cannot reach any registry takes long to say so; whoever waits for it would rather have the local route. */
const pullDeadlineMs = 4_000;

function questionsToThisMachine(): EngineQuestions {
  const { DOCKER_HOST, XDG_RUNTIME_DIR } = process.env;
  return {
    candidates: engineCandidates({ dockerHost: DOCKER_HOST, home: homedir(), runtimeDir: XDG_RUNTIME_DIR }),
    ask: askEngine,
  };
}

async function firstThatAnswers({ candidates, ask }: EngineQuestions): Promise<string | null> {
  const answers = await Promise.all(candidates.map((address) => ask(address, '/_ping', pingDeadlineMs)));
  return candidates.find((_, index) => answers[index]?.status === 200) ?? null;
}

/** Finds the engine and whether it has, or can pull, every image. Never rejects; answers within 6 s. */
export async function judgeEngine(questions: EngineQuestions = questionsToThisMachine()): Promise<EngineVerdict> {
  const { candidates, ask } = questions;
  const elsewhere = candidates.find((address) => engineConnection(address) === null);
  if (elsewhere !== undefined) {
    const why = `DOCKER_HOST (${elsewhere}) is an engine on another machine, whose ports are not on 127.0.0.1`;
    return { usable: false, why, address: null };
  }
  const address = await firstThatAnswers(questions);
  if (address === null) return { usable: false, why: `no Docker engine answers at ${candidates.join(', ')}`, address };
  const missing = await Promise.all(
    Object.values(images).map(async (image) => {
      const local = await ask(address, `/images/${image}/json`, pingDeadlineMs);
      if (local?.status === 200) return null;
      const remote = await ask(address, `/distribution/${image}/json`, pullDeadlineMs);
      return remote?.status === 200 ? null : image;
    }),
  );
  const unavailable = missing.filter((image) => image !== null);
  return unavailable.length === 0
    ? { usable: true, why: `the Docker engine at ${address} has the images or can pull them`, address }
    : {
        usable: false,
        why: `the Docker engine at ${address} neither has nor can pull ${unavailable.join(', ')}`,
        address,
      };
}

/** Whether the Docker route can be taken, and why. Never rejects; answers within 6 s, without an engine within 2 s. */
export async function dockerUsable(): Promise<DockerVerdict> {
  const { usable, why } = await judgeEngine();
  return { usable, why };
}
