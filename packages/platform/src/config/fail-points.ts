import { FAIL_ACTIONS, FAIL_POINT_NAMES, type FailPoint } from '../fail-point-names.js';
import { nearestName } from './nearest-name.js';
import { bad, good, type Parsed, type SettingParser } from './parsed.js';

const one: SettingParser<FailPoint> = {
  form: `<name>=kill|term|stop|hang|exit[@n]`,
  parse(given): Parsed<FailPoint> {
    const match = /^([a-z._]+)=([a-z]+)(?:@(\d{1,9}))?$/.exec(given);
    if (match === null) return bad('does not read <name>=<action>[@n]');
    const name = FAIL_POINT_NAMES.find((known) => known === match[1]);
    if (name === undefined) {
      const near = nearestName(match[1] ?? '', FAIL_POINT_NAMES, 3);
      return bad(`names no fail point${near === null ? '' : `; did you mean ${near}?`}`);
    }
    const action = FAIL_ACTIONS.find((known) => known === match[2]);
    if (action === undefined) return bad(`has none of the actions ${FAIL_ACTIONS.join(', ')}`);
    const passage = match[3] === undefined ? 1 : Number(match[3]);
    return passage === 0 ? bad('counts passages from 1') : good({ name, action, passage });
  },
};

/** `upserter.posted=kill, ingest.accepted=stop@3`: where this process shall fail, for fault tests only. */
export const failPoints: SettingParser<readonly FailPoint[]> = {
  form: `list with commas; each: ${one.form}`,
  parse(given) {
    const points: FailPoint[] = [];
    for (const [index, part] of given.split(',').entries()) {
      const parsed = one.parse(part.trim());
      if (!parsed.ok) return bad(`entry ${index + 1} ${parsed.problem}`);
      points.push(parsed.value);
    }
    return good(points);
  },
};
