import { basename } from 'node:path';

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.ts$/;
// An employee has a manager; a file that is one does not say of what.
const SAYS_NOTHING = /(^|[-.])(utils?|helpers?|common|misc|service\d)([-.]|$)|(^|-)manager\.ts$/;

/** ESLint rule: a file is named in kebab-case, after the one thing in it. */
export const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      kebabCase: '{{name}}: file names are kebab-case.',
      saysNothing: '{{name}} does not say what is in it: name the file after the thing it exports.',
    },
  },
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename);
      if (!KEBAB_CASE.test(name)) context.report({ node, messageId: 'kebabCase', data: { name } });
      if (SAYS_NOTHING.test(name)) context.report({ node, messageId: 'saysNothing', data: { name } });
    },
  }),
};
