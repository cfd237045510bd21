import { describeNotificationRegister } from '../../test/notification-register-conformance.js';
import { createMemoryNotificationRegister } from './notification-register.js';

describeNotificationRegister('memory', async () => {
  let now = 1_700_000_000_000;
  const register = createMemoryNotificationRegister({ now: () => now });
  const pass = async (ms: number): Promise<void> => {
    now += ms;
  };
  return { register, another: register, pass };
});
